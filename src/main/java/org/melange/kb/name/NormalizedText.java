package org.melange.kb.name;

import java.util.Arrays;

/**
 * A text in normalised form that knows which chars of the original each of its own came from. White
 * space runs are one blank, but the ends are not trimmed.
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

  /** Normalises {@code text} and keeps the way back. */
  static NormalizedText of(String text) {
    return new NormalizedText(text.length(), true).append(text);
  }

  /** Normalises {@code text} alone. */
  static NormalizedText withoutOffsets(String text) {
    return new NormalizedText(text.length(), false).append(text);
  }

  /** The first char of the original that made the char {@code index}. */
  int start(int index) {
    return starts[index];
  }

  /** One past the last char of the original that made the char {@code index}. */
  int end(int index) {
    return ends[index];
  }

  /** Whether char {@code index} came of another part of the original than the one before. */
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

  /** Adds what the original from {@code start} to {@code end} becomes. */
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

  /** Counts the original up to {@code end} to the last char. */
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
