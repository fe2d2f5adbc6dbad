package org.melange.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.melange.report.BarChart.Tally;

/**
 * Vertical bars over the range from 0 to 1. A bar has two parts: links with an entity and NIL.
 *
 * @param columns from left to right
 * @param most the number of mentions of the highest bar
 */
public record Histogram(List<Column> columns, String most) {

  /**
   * One bar, in a drawing of 100 by 100.
   *
   * @param x where it begins
   * @param width its width
   * @param linked height of the links
   * @param nil height of NIL, on top of the links
   * @param label range and counts in words
   */
  public record Column(double x, double width, double linked, double nil, String label) {

    /** The upper edge of the links. */
    public double linkedTop() {
      return 100 - linked;
    }

    /** The upper edge of NIL. */
    public double nilTop() {
      return 100 - linked - nil;
    }
  }

  /** A histogram of bins of equal width, in their order. */
  public static Histogram of(List<Tally> bins) {
    long most = BarChart.most(bins);
    double unit = 100.0 / Math.max(1, most);
    double width = 100.0 / bins.size();
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < bins.size(); i++) {
      Tally bin = bins.get(i);
      String label =
          String.format(
              Locale.ROOT,
              "%.2f–%.2f: %,d linked, %,d NIL",
              (double) i / bins.size(),
              (i + 1.0) / bins.size(),
              bin.linked(),
              bin.nil());
      columns.add(
          new Column(i * width, width * 0.86, bin.linked() * unit, bin.nil() * unit, label));
    }
    return new Histogram(columns, Headline.count(most));
  }
}
