package org.melange.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** A line chart as an SVG document that needs nothing but a browser. Not thread-safe. */
public final class LineChart {

  private static final int WIDTH = 760;
  private static final int HEIGHT = 420;
  private static final int LEFT = 60;
  private static final int RIGHT = 560;
  private static final int TOP = 30;
  private static final int BOTTOM = 370;
  private static final int LEGEND = RIGHT + 55;
  private static final int LEGEND_LINE = 20;

  /** Horizontal resolution is 500 pixels: more points than this cannot be told apart. */
  private static final int MAX_POINTS = 400;

  private static final String BLACK = "#222222";
  private static final List<String> COLORS =
      List.of("#1f77b4", "#d62728", "#2ca02c", "#9467bd", "#ff7f0e", "#8c564b", BLACK);

  private final Axis horizontal;
  private final Axis left;
  private final Axis right;
  private final StringBuilder body = new StringBuilder();
  private int lines;

  /** A chart with a vertical axis at its left. */
  public LineChart(Axis horizontal, Axis left) {
    this(horizontal, left, null);
  }

  /** A chart with a vertical axis at either side. */
  public LineChart(Axis horizontal, Axis left, Axis right) {
    this.horizontal = horizontal;
    this.left = left;
    this.right = right;
    drawAxes();
  }

  /**
   * An axis.
   *
   * @param label shown beside it; may be empty
   * @param from the value at the left or at the bottom
   * @param to the value at the right or at the top
   * @param ticks the values that are shown
   * @param format of a tick's value, as in {@link String#format}
   */
  public record Axis(String label, double from, double to, List<Double> ticks, String format) {

    private static final int STEPS = 5;
    private static final int MOST_COUNTED = 10;

    /** An axis of shares, from 0 to 1. */
    public static Axis ofShares(String label) {
      return new Axis(label, 0, 1, steps(1), "%.1f");
    }

    /** An axis from 0 to {@code largest}. */
    public static Axis upTo(double largest, String label) {
      return new Axis(label, 0, largest, steps(largest), "%.3g");
    }

    /** An axis of the whole numbers from 1 to {@code last}. */
    public static Axis counting(int last, String label) {
      int step = Math.max(1, (last + MOST_COUNTED - 1) / MOST_COUNTED);
      List<Double> ticks =
          IntStream.iterate(1, i -> i <= last, i -> i + step).asDoubleStream().boxed().toList();
      return new Axis(label, 1, last, ticks, "%.0f");
    }

    private static List<Double> steps(double largest) {
      return DoubleStream.iterate(0, i -> i <= STEPS, i -> i + 1)
          .map(i -> largest * i / STEPS)
          .boxed()
          .toList();
    }

    private String text(double tick) {
      return String.format(Locale.ROOT, format, tick);
    }

    /** Where {@code value} is on the axis: 0 is its beginning and 1 its end. */
    private double position(double value) {
      return to == from ? 0.5 : (value - from) / (to - from);
    }
  }

  /** One point of a line, in the values of the axes. */
  public record Point(double x, double y) {}

  /** Adds a line on the left axis; of very many points only some are drawn. */
  public LineChart line(String name, List<Point> points) {
    return draw(name, points, left, "");
  }

  /**
   * Adds a dashed line on the right axis.
   *
   * @throws IllegalStateException if the chart has no right axis
   */
  public LineChart rightLine(String name, List<Point> points) {
    if (right == null) {
      throw new IllegalStateException("the chart has no right axis for the line '" + name + "'");
    }
    return draw(name, points, right, " stroke-dasharray=\"6 3\"");
  }

  /** The chart as an SVG document. */
  public String render() {
    return String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\"",
            WIDTH,
            HEIGHT,
            WIDTH)
        + " font-family=\"sans-serif\" font-size=\"12\">\n"
        + "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
        + body
        + "</svg>\n";
  }

  private LineChart draw(String name, List<Point> points, Axis axis, String style) {
    String color = COLORS.get(lines % COLORS.size());
    List<String> drawn = new ArrayList<>();
    int step = Math.max(1, points.size() / MAX_POINTS);
    for (int i = 0; i < points.size(); i += step) {
      drawn.add(point(points.get(i), axis));
    }
    if (!points.isEmpty() && (points.size() - 1) % step != 0) {
      drawn.add(point(points.get(points.size() - 1), axis));
    }
    add(
        "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\"%s points=\"%s\"/>",
        color, style, String.join(" ", drawn));
    text(LEGEND, TOP + 15 + LEGEND_LINE * lines, "start", name, color);
    lines++;
    return this;
  }

  private String point(Point point, Axis axis) {
    return number(x(point.x())) + "," + number(y(axis.position(point.y())));
  }

  private void drawAxes() {
    for (double tick : horizontal.ticks()) {
      text(x(tick), BOTTOM + 18, "middle", horizontal.text(tick), BLACK);
    }
    for (double tick : left.ticks()) {
      double y = y(left.position(tick));
      add("<path d=\"M%d %sH%d\" stroke=\"#dddddd\"/>", LEFT, number(y), RIGHT);
      text(LEFT - 6, y + 4, "end", left.text(tick), BLACK);
    }
    text((LEFT + RIGHT) / 2.0, BOTTOM + 38, "middle", horizontal.label(), BLACK);
    text(LEFT, TOP - 12, "start", left.label(), BLACK);
    if (right != null) {
      for (double tick : right.ticks()) {
        text(RIGHT + 6, y(right.position(tick)) + 4, "start", right.text(tick), BLACK);
      }
      text(RIGHT, TOP - 12, "end", right.label(), BLACK);
    }
  }

  private double x(double value) {
    return LEFT + (RIGHT - LEFT) * horizontal.position(value);
  }

  private static double y(double position) {
    return BOTTOM - (BOTTOM - TOP) * position;
  }

  private void text(double x, double y, String anchor, String text, String color) {
    if (!text.isEmpty()) {
      add(
          "<text x=\"%s\" y=\"%s\" text-anchor=\"%s\" fill=\"%s\">%s</text>",
          number(x), number(y), anchor, color, HtmlPage.text(text));
    }
  }

  private void add(String format, Object... values) {
    body.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
