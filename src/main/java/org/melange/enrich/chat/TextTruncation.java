package org.melange.enrich.chat;

import java.util.Optional;
import org.melange.corpus.CodePointIndex;
import org.melange.corpus.Span;

/** Truncates texts to a number of code points. */
public final class TextTruncation {

  private TextTruncation() {}

  /** The first {@code size} code points of {@code text}. */
  public static String head(String text, int size) {
    int length = text.codePointCount(0, text.length());
    return text.substring(0, text.offsetByCodePoints(0, Math.min(size, length)));
  }

  /**
   * {@code size} code points of {@code text} with the mention in the middle, as far as the ends of
   * the text allow.
   *
   * @param span of the mention; if unknown, its first occurrence, else the start of the text
   */
  public static String around(String text, String mention, Optional<Span> span, int size) {
    return around(new CodePointIndex(text), mention, span, size);
  }

  /** As above, for a text with many mentions, whose index is reused. */
  public static String around(CodePointIndex text, String mention, Optional<Span> span, int size) {
    if (text.length() <= size) {
      return text.text();
    }
    int start = span.map(Span::start).orElseGet(() -> find(text, mention));
    int end = span.map(Span::end).orElse(start + mention.codePointCount(0, mention.length()));
    int middle = start + (end - start) / 2 - size / 2;
    int from = Math.max(0, Math.min(middle, text.length() - size));
    return text.substring(from, from + size);
  }

  private static int find(CodePointIndex text, String mention) {
    return text.codePoint(Math.max(0, text.text().indexOf(mention)));
  }
}
