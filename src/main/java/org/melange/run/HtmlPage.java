package org.melange.run;

import java.util.List;

/**
 * An HTML page with headings, paragraphs, tables and charts, without external resources. Cells are
 * HTML; static methods create them.
 */
public final class HtmlPage {

  private static final String STYLE =
      """
      body { font: 15px/1.4 system-ui, sans-serif; margin: 2rem; color: #222; }
      table { border-collapse: collapse; margin: 1rem 0; }
      th, td { border-bottom: 1px solid #ddd; padding: .4rem .7rem; text-align: left; vertical-align: top; }
      th { background: #f4f4f4; }
      img { max-width: 140px; max-height: 110px; }
      mark { background: #ffe9a8; }
      """;

  private final String title;
  private final StringBuilder body = new StringBuilder();

  /** An empty page. */
  public HtmlPage(String title) {
    this.title = title;
  }

  /** Adds a paragraph of plain text. */
  public void paragraph(String text) {
    body.append("<p>").append(text(text)).append("</p>\n");
  }

  /** Adds a table; {@code headings} are plain text, cells are HTML. */
  public void table(List<String> headings, List<List<String>> rows) {
    body.append("<table>\n");
    row("th", headings.stream().map(HtmlPage::text).toList());
    rows.forEach(row -> row("td", row));
    body.append("</table>\n");
  }

  /** Adds a chart, an SVG document. */
  public void chart(String svg) {
    body.append(svg);
  }

  /** The page as HTML. */
  public String render() {
    return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>"
        + text(title)
        + "</title>\n<style>\n"
        + STYLE
        + "</style></head>\n<body><h1>"
        + text(title)
        + "</h1>\n"
        + body
        + "</body></html>\n";
  }

  /** A cell of plain text. */
  public static String text(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /** A cell of plain text, the first {@code part} in it marked. */
  public static String marked(String text, String part) {
    int at = text.indexOf(part);
    if (at < 0) {
      return text(text);
    }
    return text(text.substring(0, at))
        + "<mark>"
        + text(part)
        + "</mark>"
        + text(text.substring(at + part.length()));
  }

  /** A cell with an image. */
  public static String image(String uri) {
    return "<img src=\"" + text(uri) + "\" alt=\"\">";
  }

  /** A cell with a link. */
  public static String link(String uri, String text) {
    return "<a href=\"" + text(uri) + "\">" + text(text) + "</a>";
  }

  private void row(String tag, List<String> cells) {
    body.append("<tr>");
    cells.forEach(
        cell ->
            body.append('<')
                .append(tag)
                .append('>')
                .append(cell)
                .append("</")
                .append(tag)
                .append('>'));
    body.append("</tr>\n");
  }
}
