package org.melange.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.melange.run.HtmlPage;

/** A chart of shares over shares, both from 0 to 1, as SVG. Not thread-safe. */
public final class SharePlot {

  private static final int SIZE = 300;
  private static final int MARGIN = 50;
  private static final int POINTS = 400;
  private static final List<String> COLOURS = List.of("#1f77b4", "#d62728", "#2ca02c", "#9467bd");

  private final StringBuilder body = new StringBuilder();
  private int lines;

  /** An empty chart. */
  public SharePlot(String across, String upwards) {
    for (int tick = 0; tick <= 5; tick++) {
      double at = tick / 5.0;
      add(
          "<path d=\"M%s %sH%sM%s %sV%s\" stroke=\"#dddddd\"/>",
          x(0), y(at), x(1), x(at), y(0), y(1));
      text(x(at), MARGIN + SIZE + 16.0, "middle", number(at));
      text(MARGIN - 6.0, y(at) + 4, "end", number(at));
    }
    text(x(0.5), MARGIN + SIZE + 34.0, "middle", across);
    text(MARGIN, MARGIN - 12.0, "start", upwards);
  }

  /**
   * One place of a line.
   *
   * @param x from 0 to 1
   * @param y from 0 to 1
   */
  public record Place(double x, double y) {}

  /** Adds a line through {@code places}; of very many, some between its ends are left out. */
  public SharePlot line(String name, List<Place> places) {
    String colour = COLOURS.get(lines % COLOURS.size());
    List<String> drawn = new ArrayList<>();
    int step = Math.max(1, places.size() / POINTS);
    for (int i = 0; i < places.size(); i += step) {
      drawn.add(point(places.get(i)));
    }
    if (!places.isEmpty() && (places.size() - 1) % step != 0) {
      drawn.add(point(places.get(places.size() - 1)));
    }
    add(
        "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\" points=\"%s\"/>",
        colour, String.join(" ", drawn));
    text(MARGIN + SIZE + 12.0, MARGIN + 15 + 18.0 * lines, "start", name, colour);
    lines++;
    return this;
  }

  private static String point(Place place) {
    return number(x(place.x())) + "," + number(y(place.y()));
  }

  /** The chart as an SVG document. */
  public String render() {
    return String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\"",
            2 * MARGIN + SIZE + 110,
            2 * MARGIN + SIZE,
            2 * MARGIN + SIZE + 110)
        + " font-family=\"sans-serif\" font-size=\"12\">\n"
        + "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
        + body
        + "</svg>\n";
  }

  private void text(double x, double y, String anchor, String text) {
    text(x, y, anchor, text, "#222222");
  }

  private void text(double x, double y, String anchor, String text, String colour) {
    add(
        "<text x=\"%s\" y=\"%s\" text-anchor=\"%s\" fill=\"%s\">%s</text>",
        number(x), number(y), anchor, colour, HtmlPage.text(text));
  }

  private void add(String format, Object... values) {
    body.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  private static double x(double share) {
    return MARGIN + SIZE * share;
  }

  private static double y(double share) {
    return MARGIN + SIZE * (1 - share);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
