package org.melange.kb.name;

import java.util.Arrays;

/**
 * A normalised text with the offsets of its chars in the original. A run of white space is one
 * space; the ends are not trimmed.
 */
final class NormalizedText implements CharSequence {

  private final StringBuilder chars;
  private final boolean tracked;
  private int[] starts = new int[0];
  private int[] ends = new int[0];

  NormalizedText(int expectedLength, boolean tracked) {
    this.chars = new StringBuilder(expectedLength);
    this.tracked = tracked;
  }

  /** Normalises {@code text} with offsets. */
  static NormalizedText of(String text) {
    return new NormalizedText(text.length(), true).append(text);
  }

  /** Normalises {@code text} without offsets. */
  static NormalizedText withoutOffsets(String text) {
    return new NormalizedText(text.length(), false).append(text);
  }

  /** The first char of the original from which char {@code index} was made. */
  int start(int index) {
    return starts[index];
  }

  /** One past the last char of the original from which char {@code index} was made. */
  int end(int index) {
    return ends[index];
  }

  /**
   * Whether char {@code index} was made from another cluster of the original than the one before
   * it.
   */
  boolean startsCluster(int index) {
    return index == 0 || index == chars.length() || starts[index] != starts[index - 1];
  }

  private NormalizedText append(String text) {
    for (int from = 0, to; from < text.length(); from = to) {
      to = CharacterClusters.end(text, from);
      append(CharacterClusters.normalize(text, from, to), from, to);
    }
    return this;
  }

  /** Adds the normalised form of the original from {@code start} to {@code end}. */
  void append(String cluster, int start, int end) {
    for (int i = 0; i < cluster.length(); i++) {
      char c = cluster.charAt(i);
      int last = chars.length() - 1;
      if (c == ' ' && last >= 0 && chars.charAt(last) == ' ') {
        extendLast(end);
      } else {
        append(c, start, end);
      }
    }
  }

  /** Extends the last char to {@code end} in the original. */
  void extendLast(int end) {
    if (tracked && chars.length() > 0) {
      ends[chars.length() - 1] = end;
    }
  }

  private void append(char c, int start, int end) {
    int at = chars.length();
    chars.append(c);
    if (!tracked) {
      return;
    }
    if (at == starts.length) {
      int room = Math.max(64, at * 2);
      starts = Arrays.copyOf(starts, room);
      ends = Arrays.copyOf(ends, room);
    }
    starts[at] = start;
    ends[at] = end;
  }

  @Override
  public int length() {
    return chars.length();
  }

  @Override
  public char charAt(int index) {
    return chars.charAt(index);
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return chars.subSequence(start, end);
  }

  @Override
  public String toString() {
    return chars.toString();
  }
}
