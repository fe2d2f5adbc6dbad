package org.melange.clip.tokenizer;

import java.util.Comparator;

/**
 * Two neighbouring pieces of a word, ordered by left, then right piece.
 *
 * @param left the piece before
 * @param right the piece behind it
 */
record BytePair(String left, String right) implements Comparable<BytePair> {

  private static final Comparator<BytePair> ORDER =
      Comparator.comparing(BytePair::left).thenComparing(BytePair::right);

  /** The piece that a merge makes of the two. */
  String joined() {
    return left + right;
  }

  @Override
  public int compareTo(BytePair other) {
    return ORDER.compare(this, other);
  }
}
