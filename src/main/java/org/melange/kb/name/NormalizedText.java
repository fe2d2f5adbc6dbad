package org.melange.kb.name;

import java.util.Arrays;
import java.util.Objects;
import org.melange.corpus.WordBoundaries;

/**
 * A normalised text with the offsets of its chars in the original. A run of white space is one
 * space; the ends are not trimmed.
 */
final class NormalizedText implements CharSequence {

  private final boolean tracked;
  private char[] chars;

  /** The offsets; null while each char is that of the original at the same place. */
  private int[] starts;

  private int[] ends;
  private int length;

  NormalizedText(int expectedLength, boolean tracked) {
    this.tracked = tracked;
    this.chars = new char[expectedLength];
  }

  /** Normalises {@code text} with offsets. */
  static NormalizedText of(String text) {
    return new NormalizedText(text.length(), true).append(text);
  }

  /** Normalises {@code text} without offsets. */
  static NormalizedText withoutOffsets(String text) {
    return new NormalizedText(text.length(), false).append(text);
  }

  /** The chars, which are not copied, and perhaps more behind them. */
  char[] array() {
    return chars;
  }

  /** The first char of the original from which char {@code index} was made. */
  int start(int index) {
    return starts == null ? index : starts[index];
  }

  /** One past the last char of the original from which char {@code index} was made. */
  int end(int index) {
    return starts == null ? index + 1 : ends[index];
  }

  /**
   * Whether char {@code index} was made from another cluster of the original than the one before
   * it.
   */
  boolean startsCluster(int index) {
    return starts == null || index == 0 || index == length || starts[index] != starts[index - 1];
  }

  /** Whether a word may begin or end before char {@code index}. */
  boolean isBoundary(int index) {
    return index == 0
        || index == length
        || !(isAsciiWord(index) && isAsciiWord(index - 1)) && WordBoundaries.at(this, index);
  }

  /** Whether char {@code index} is a letter or digit of ASCII. */
  boolean isAsciiWord(int index) {
    return WordBoundaries.joinsAscii(chars[index]);
  }

  /** The end of the ASCII letters and digits from {@code index} on, at least the next index. */
  int wordEnd(int index) {
    int at = index;
    while (at < length && isAsciiWord(at)) {
      at++;
    }
    return Math.max(at, index + 1);
  }

  private NormalizedText append(String text) {
    char[] original = text.toCharArray();
    int from = appendFirst(original);
    while (from < original.length) {
      from = appendAscii(original, from);
      if (from < original.length) {
        int to = CharacterClusters.end(text, from);
        append(CharacterClusters.normalize(text, from, to), from, to);
        from = to;
      }
    }
    return this;
  }

  /** Adds the first chars as long as each of ASCII becomes another; returns where they end. */
  private int appendFirst(char[] original) {
    int at = 0;
    while (at < original.length && CharacterClusters.isAscii(original, at)) {
      char normal = CharacterClusters.normalizeAscii(original[at]);
      if (normal == CharacterClusters.NONE || normal == ' ' && at > 0 && chars[at - 1] == ' ') {
        break;
      }
      chars[at++] = normal;
    }
    length = at;
    return at;
  }

  /**
   * Adds chars of ASCII that are clusters, if any begin at {@code from}; returns where they end.
   */
  private int appendAscii(char[] original, int from) {
    int at = from;
    while (at < original.length && CharacterClusters.isAscii(original, at)) {
      char normal = CharacterClusters.normalizeAscii(original[at++]);
      if (normal != CharacterClusters.NONE) {
        append(normal, at - 1, at);
      }
    }
    return at;
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
      storeOffsets();
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
      grow(1);
    }
    chars[length] = c;
    if (tracked && (starts != null || start != length || end != start + 1)) {
      storeOffsets();
      starts[length] = start;
      ends[length] = end;
    }
    length++;
  }

  /** Adds chars of another text with offsets. */
  void append(NormalizedText text, int from, int to) {
    if (from < to) {
      append(text.chars[from], text.start(from), text.end(from)); // a space may follow a space
      appendBehind(text, from + 1, to);
    }
  }

  private void appendBehind(NormalizedText text, int from, int to) {
    int count = to - from;
    if (length + count > chars.length) {
      grow(count);
    }
    System.arraycopy(text.chars, from, chars, length, count);
    if (starts != null || text.starts != null || from != length) {
      storeOffsets();
      for (int i = 0; i < count; i++) {
        starts[length + i] = text.start(from + i);
        ends[length + i] = text.end(from + i);
      }
    }
    length += count;
  }

  private void storeOffsets() {
    if (starts == null) {
      starts = new int[chars.length];
      ends = new int[chars.length];
      for (int i = 0; i < length; i++) {
        starts[i] = i;
        ends[i] = i + 1;
      }
    }
  }

  private void grow(int least) {
    int room = Math.max(64, length * 2 + least);
    chars = Arrays.copyOf(chars, room);
    if (starts != null) {
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
