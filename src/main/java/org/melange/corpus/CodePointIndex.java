package org.melange.corpus;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;

/**
 * Converts between char offsets and code point offsets of one text. Each conversion takes constant
 * time. Immutable, thread-safe.
 */
public final class CodePointIndex {

  /** The number of code points between two stored offsets. */
  private static final int STEP = 64;

  private final String text;
  private final int length;

  /** The char offset of every {@link #STEP}th code point; empty for a text without surrogates. */
  private final int[] offsets;

  /** Indexes {@code text}. */
  public CodePointIndex(String text) {
    this.text = requireNonNull(text, "text");
    this.length = text.codePointCount(0, text.length());
    this.offsets = length == text.length() ? new int[0] : offsets(text, length);
  }

  private static int[] offsets(String text, int length) {
    int[] offsets = new int[length / STEP + 1];
    for (int i = 1; i < offsets.length; i++) {
      offsets[i] = text.offsetByCodePoints(offsets[i - 1], STEP);
    }
    return offsets;
  }

  /** The indexed text. */
  public String text() {
    return text;
  }

  /** The number of code points. */
  public int length() {
    return length;
  }

  /**
   * The char offset of a code point.
   *
   * @param codePoint from 0 to {@link #length()}
   * @throws IndexOutOfBoundsException if the text has fewer code points
   */
  public int charOffset(int codePoint) {
    if (codePoint < 0 || codePoint > length) {
      throw new IndexOutOfBoundsException(codePoint + " of " + length + " code points");
    }
    return offsets.length == 0
        ? codePoint
        : text.offsetByCodePoints(offsets[codePoint / STEP], codePoint % STEP);
  }

  /**
   * The number of code points before a char offset.
   *
   * @throws IndexOutOfBoundsException if the text has fewer chars
   */
  public int codePoint(int charOffset) {
    if (charOffset < 0 || charOffset > text.length()) {
      throw new IndexOutOfBoundsException(charOffset + " of " + text.length() + " chars");
    }
    if (offsets.length == 0) {
      return charOffset;
    }
    int found = Arrays.binarySearch(offsets, charOffset);
    int step = found < 0 ? -found - 2 : found;
    return step * STEP + text.codePointCount(offsets[step], charOffset);
  }

  /**
   * The part of the text from one code point to another.
   *
   * @throws IndexOutOfBoundsException if a code point is outside the text
   */
  public String substring(int from, int to) {
    return text.substring(charOffset(from), charOffset(to));
  }
}
