package org.melange.report;

import org.melange.corpus.CodePointIndex;

/**
 * A part of a text with one passage marked.
 *
 * @param before the text before it
 * @param mention the passage; empty if it was not found
 * @param after the text after it
 */
public record MarkedText(String before, String mention, String after) {

  private static final String ELLIPSIS = "…";

  /**
   * The text around a mention.
   *
   * @param start the first code point of the mention; null if unknown
   * @param end one past its last code point; null if unknown
   * @param around how many code points are kept on each side
   */
  public static MarkedText of(String text, String mention, Integer start, Integer end, int around) {
    CodePointIndex index = new CodePointIndex(text);
    int from = begin(index, mention, start);
    if (from < 0) {
      return new MarkedText(truncated(text, 2 * around), "", "");
    }
    int to = end == null || start == null ? from + length(mention) : Math.min(end, index.length());
    int first = Math.max(0, from - around);
    int last = Math.min(index.length(), to + around);
    return new MarkedText(
        (first > 0 ? ELLIPSIS : "") + index.substring(first, from),
        index.substring(from, to),
        index.substring(to, last) + (last < index.length() ? ELLIPSIS : ""));
  }

  /** The text with the mention in brackets, for files of plain text. */
  public String bracketed() {
    return mention.isEmpty() ? before : before + "⟦" + mention + "⟧" + after;
  }

  private static int begin(CodePointIndex index, String mention, Integer start) {
    if (start != null && start <= index.length()) {
      return start;
    }
    int at = index.text().indexOf(mention);
    return at < 0 ? at : index.codePoint(at);
  }

  /** The first {@code most} code points of a text; null stays null. */
  static String truncated(String text, int most) {
    if (text == null || text.codePointCount(0, text.length()) <= most) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, most)) + ELLIPSIS;
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
