package org.melange.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.melange.run.HtmlPage;

/**
 * For which mentions each of two systems puts the right entity first: in total and by group.
 * Immutable.
 */
public final class FirstPlacesTable {

  private final List<String> headings;
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * A table of a comparison.
   *
   * @param before what ranked before, such as a baseline
   * @param after what ranked after
   */
  public FirstPlacesTable(String before, String after, RankComparison comparison) {
    headings =
        List.of(
            "mentions of",
            "mentions",
            "both right",
            "only " + after,
            "only " + before,
            "neither",
            "difference of H@1");
    rows.add(row("all", comparison));
    for (String dimension : comparison.dimensions()) {
      comparison
          .by(dimension)
          .forEach((value, part) -> rows.add(row(dimension + ": " + value, part)));
    }
  }

  /** The table in Markdown. */
  public String markdown() {
    return EvaluationTable.markdown(headings, rows);
  }

  /** Adds the table to a page. */
  public void addTo(HtmlPage page) {
    page.table(
        headings, rows.stream().map(row -> row.stream().map(HtmlPage::text).toList()).toList());
  }

  private static List<String> row(String name, RankComparison comparison) {
    RankComparison.FirstPlaces first = comparison.firstPlaces();
    Evaluation.Estimate difference = comparison.difference(Metric.HITS_AT_1);
    return List.of(
        name,
        count(comparison.before().size()),
        count(first.both()),
        count(first.onlyAfter()),
        count(first.onlyBefore()),
        count(first.neither()),
        String.format(
            Locale.ROOT,
            "%+.2f (%+.2f to %+.2f)",
            100 * difference.value(),
            100 * difference.interval().low(),
            100 * difference.interval().high()));
  }

  private static String count(int mentions) {
    return String.format(Locale.ROOT, "%,d", mentions);
  }
}
