package org.melange.clip.tokenizer;

import java.util.Comparator;

/**
 * Two adjacent pieces of a word, ordered by left, then right piece.
 *
 * @param left the first piece
 * @param right the second piece
 */
record BytePair(String left, String right) implements Comparable<BytePair> {

  private static final Comparator<BytePair> ORDER =
      Comparator.comparing(BytePair::left).thenComparing(BytePair::right);

  /** The piece that results from a merge. */
  String joined() {
    return left + right;
  }

  @Override
  public int compareTo(BytePair other) {
    return ORDER.compare(this, other);
  }
}
