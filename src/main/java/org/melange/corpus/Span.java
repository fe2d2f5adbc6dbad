package org.melange.corpus;

/**
 * The position of a mention in the text of its post, in Unicode code points. Python counts
 * characters in the same way, so that corpora made with it need no conversion.
 *
 * @param start first code point, from 0
 * @param end one past the last code point; greater than {@code start}
 */
public record Span(int start, int end) {

  /**
   * @throws IllegalArgumentException if the span is empty or starts before 0
   */
  public Span {
    if (start < 0 || end <= start) {
      throw new IllegalArgumentException("span [" + start + ", " + end + ") is empty or negative");
    }
  }

  /** Whether the span lies inside {@code text}. */
  public boolean inside(String text) {
    return end <= text.codePointCount(0, text.length());
  }

  /**
   * The part of {@code text} that the span covers.
   *
   * @throws IndexOutOfBoundsException if the span is not {@link #inside(String) inside} the text
   */
  public String of(String text) {
    int from = text.offsetByCodePoints(0, start);
    return text.substring(from, text.offsetByCodePoints(from, end - start));
  }
}
