package org.melange.kb.name;

/** The names that are searched for in texts, by the hashes of {@link KeyHash}. Thread-safe. */
public interface NameSearch {

  /**
   * Whether a name may begin with chars.
   *
   * @param hash of the chars, which end at a word boundary of the name or are a name
   * @return false if no name does
   */
  boolean mayBegin(long hash);

  /**
   * Whether a part of a text is a name.
   *
   * @param hash of the part
   */
  boolean has(long hash, CharSequence text, int from, int to);
}
