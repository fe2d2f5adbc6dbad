package org.melange.enrich;

import java.util.Optional;
import org.melange.corpus.Span;

/** Cuts texts to a number of code points, never through a character. */
final class TextWindow {

  private TextWindow() {}

  /** The first {@code size} code points of {@code text}. */
  static String head(String text, int size) {
    return from(text, 0, size);
  }

  /**
   * {@code size} code points of {@code text} with the mention in the middle, as far as the ends
   * allow.
   *
   * @param span of the mention; without one its first appearance counts, or else the beginning
   */
  static String around(String text, String mention, Optional<Span> span, int size) {
    int length = text.codePointCount(0, text.length());
    if (length <= size) {
      return text;
    }
    int start = span.map(Span::start).orElseGet(() -> find(text, mention));
    int end = span.map(Span::end).orElse(start + mention.codePointCount(0, mention.length()));
    int from = start + (end - start) / 2 - size / 2;
    return from(text, Math.max(0, Math.min(from, length - size)), size);
  }

  private static int find(String text, String mention) {
    int at = text.indexOf(mention);
    return at < 0 ? 0 : text.codePointCount(0, at);
  }

  private static String from(String text, int start, int size) {
    int from = text.offsetByCodePoints(0, start);
    int left = text.codePointCount(from, text.length());
    return text.substring(from, text.offsetByCodePoints(from, Math.min(size, left)));
  }
}
