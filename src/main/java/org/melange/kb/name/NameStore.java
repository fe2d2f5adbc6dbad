package org.melange.kb.name;

import java.util.List;

/**
 * The distinct names of a knowledge base with their entities and features. Names are numbered by
 * the weight of their strongest entity (descending), then by its QID, then by name: ascending
 * numbers lead from the best-known name down. Thread-safe.
 */
public interface NameStore extends NameSearch {

  /** The number of distinct names. */
  int size();

  /** The number of {@code name}, or -1 if it is unknown. */
  int find(String name);

  /**
   * The number of the name that a part of a text is, or -1 if it is unknown.
   *
   * @param hash of the part, by {@link KeyHash}
   */
  int find(long hash, CharSequence text, int from, int to);

  @Override
  default boolean has(long hash, CharSequence text, int from, int to) {
    return find(hash, text, from, to) >= 0;
  }

  /** The length of a name in chars. */
  int length(int number);

  /** The number of its distinct trigrams; undefined for a name that is not folded. */
  int trigrams(int number);

  /** The weight of the strongest entity with the name. */
  double weight(int number);

  /** The entities with the name, the strongest first. They may be read when they are asked for. */
  List<NameEntry> entries(int number);

  /** The names that have a feature. */
  Postings postings(NameFeature feature, long value);
}
