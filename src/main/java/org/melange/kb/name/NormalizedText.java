package org.melange.kb.name;

import java.util.Arrays;
import java.util.Objects;

/**
 * A normalised text with the offsets of its chars in the original. A run of white space is one
 * space; the ends are not trimmed.
 */
final class NormalizedText implements CharSequence {

  private final boolean tracked;
  private char[] chars;
  private int[] starts;
  private int[] ends;
  private int length;

  NormalizedText(int expectedLength, boolean tracked) {
    this.tracked = tracked;
    this.chars = new char[expectedLength];
    this.starts = new int[tracked ? expectedLength : 0];
    this.ends = new int[tracked ? expectedLength : 0];
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
    return index == 0 || index == length || starts[index] != starts[index - 1];
  }

  private NormalizedText append(String text) {
    for (int from = 0, to; from < text.length(); from = to) {
      to = CharacterClusters.end(text, from);
      if (to - from == 1 && text.charAt(from) < CharacterClusters.ASCII_CHARS) {
        appendAscii(text.charAt(from), from);
      } else {
        append(CharacterClusters.normalize(text, from, to), from, to);
      }
    }
    return this;
  }

  private void appendAscii(char c, int start) {
    char normal = CharacterClusters.normalizeAscii(c);
    if (normal != CharacterClusters.NONE) {
      append(normal, start, start + 1);
    }
  }

  /** Adds the normalised form of the original from {@code start} to {@code end}. */
  void append(String cluster, int start, int end) {
    for (int i = 0; i < cluster.length(); i++) {
      append(cluster.charAt(i), start, end);
    }
  }

  /** Extends the last char to {@code end} in the original. */
  void extendLast(int end) {
    if (tracked && length > 0) {
      ends[length - 1] = end;
    }
  }

  /** Adds a char that was made from the original from {@code start} to {@code end}. */
  void append(char c, int start, int end) {
    if (c == ' ' && length > 0 && chars[length - 1] == ' ') {
      extendLast(end);
      return;
    }
    if (length == chars.length) {
      grow();
    }
    chars[length] = c;
    if (tracked) {
      starts[length] = start;
      ends[length] = end;
    }
    length++;
  }

  private void grow() {
    int room = Math.max(64, length * 2);
    chars = Arrays.copyOf(chars, room);
    if (tracked) {
      starts = Arrays.copyOf(starts, room);
      ends = Arrays.copyOf(ends, room);
    }
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public char charAt(int index) {
    return chars[Objects.checkIndex(index, length)];
  }

  @Override
  public String subSequence(int start, int end) {
    Objects.checkFromToIndex(start, end, length);
    return new String(chars, start, end - start);
  }

  @Override
  public String toString() {
    return new String(chars, 0, length);
  }
}
