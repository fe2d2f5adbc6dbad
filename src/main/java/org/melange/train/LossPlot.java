package org.melange.train;

import java.util.List;
import java.util.Locale;

/** A line chart over epochs as SVG, readable without anything else. For one thread. */
final class LossPlot {

  private static final int WIDTH = 760;
  private static final int HEIGHT = 420;
  private static final int LEFT = 60;
  private static final int RIGHT = 600;
  private static final int TOP = 20;
  private static final int BOTTOM = 370;
  private static final int TICKS = 5;
  private static final List<String> COLOURS =
      List.of("#222222", "#1f77b4", "#2ca02c", "#d62728", "#9467bd", "#ff7f0e");

  private final int epochs;
  private final double largest;
  private final StringBuilder body = new StringBuilder();
  private int curves;

  /**
   * One value of a curve.
   *
   * @param epoch from 1
   * @param value on the curve's axis
   */
  record Point(int epoch, double value) {}

  /** An empty chart of {@code epochs} epochs with losses up to {@code largest}. */
  LossPlot(int epochs, double largest) {
    this.epochs = epochs;
    this.largest = largest;
    axes();
  }

  /** Adds a curve; {@code share} says that its values are of the right axis, from 0 to 1. */
  void curve(String name, List<Point> points, boolean share) {
    String colour = COLOURS.get(curves % COLOURS.size());
    StringBuilder line = new StringBuilder();
    for (Point point : points) {
      double height = point.value() / (share ? 1 : largest);
      line.append(number(x(point.epoch()))).append(',').append(number(y(height))).append(' ');
    }
    String dashes = share ? " stroke-dasharray=\"6 3\"" : "";
    add(
        "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\"%s points=\"%s\"/>",
        colour, dashes, line.toString().strip());
    text(RIGHT + 55, TOP + 15 + 20 * curves, "start", colour, name);
    curves++;
  }

  /** The chart as an SVG document. */
  String render() {
    return String.format(
        Locale.ROOT,
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">
        <rect width="100%%" height="100%%" fill="white"/>
        %s</svg>
        """,
        WIDTH,
        HEIGHT,
        body);
  }

  private void axes() {
    for (int tick = 0; tick <= TICKS; tick++) {
      double share = (double) tick / TICKS;
      double y = y(share);
      add(
          "<line x1=\"%d\" x2=\"%d\" y1=\"%s\" y2=\"%s\" stroke=\"#dddddd\"/>",
          LEFT, RIGHT, number(y), number(y));
      text(LEFT - 6, y + 4, "end", "#222222", String.format(Locale.ROOT, "%.3g", share * largest));
      text(RIGHT + 6, y + 4, "start", "#222222", number(share));
    }
    for (int epoch = 1; epoch <= epochs; epoch += Math.max(1, (epochs + 9) / 10)) {
      text(x(epoch), BOTTOM + 18, "middle", "#222222", Integer.toString(epoch));
    }
    text((LEFT + RIGHT) / 2.0, BOTTOM + 38, "middle", "#222222", "epoch");
  }

  private double x(int epoch) {
    return epochs == 1
        ? (LEFT + RIGHT) / 2.0
        : LEFT + (double) (RIGHT - LEFT) * (epoch - 1) / (epochs - 1);
  }

  private static double y(double share) {
    return BOTTOM - (BOTTOM - TOP) * share;
  }

  private void text(double x, double y, String anchor, String colour, String text) {
    add(
        "<text x=\"%s\" y=\"%s\" text-anchor=\"%s\" fill=\"%s\">%s</text>",
        number(x), number(y), anchor, colour, text);
  }

  private void add(String format, Object... values) {
    body.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
