package org.melange.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.melange.run.HtmlPage;

/**
 * Evaluations as tables: Markdown for a paper or a page, HTML for a browser. Values are percentages
 * with two decimals. Not thread-safe.
 */
public final class EvaluationTable {

  private final List<List<String>> rows = new ArrayList<>();

  /** Column names. */
  public static List<String> headings() {
    List<String> headings = new ArrayList<>(List.of("system", "mentions"));
    Metric.ALL.forEach(metric -> headings.add(metric.name()));
    headings.add("mean rank");
    return headings;
  }

  /** Adds a row called {@code name}. */
  public EvaluationTable add(String name, Evaluation evaluation) {
    List<String> row = new ArrayList<>(List.of(name, count(evaluation)));
    Map<Metric, Evaluation.Estimate> estimates = evaluation.estimates();
    for (Metric metric : Metric.ALL) {
      row.add(Optional.ofNullable(estimates.get(metric)).map(EvaluationTable::text).orElse("–"));
    }
    row.add(
        evaluation.meanRank().isPresent()
            ? String.format(Locale.ROOT, "%.1f", evaluation.meanRank().getAsDouble())
            : "–");
    rows.add(row);
    return this;
  }

  /** The table in Markdown. */
  public String markdown() {
    return markdown(headings(), rows);
  }

  /** A table in Markdown. */
  static String markdown(List<String> headings, List<List<String>> rows) {
    StringBuilder text = new StringBuilder();
    text.append(line(headings));
    text.append(line(headings.stream().map(h -> "---").toList()));
    rows.forEach(row -> text.append(line(row)));
    return text.toString();
  }

  /** Adds the table to a page. */
  public void addTo(HtmlPage page) {
    page.table(
        headings(), rows.stream().map(row -> row.stream().map(HtmlPage::text).toList()).toList());
  }

  private static String line(List<String> cells) {
    return "| "
        + String.join(" | ", cells.stream().map(cell -> cell.replace("|", "\\|")).toList())
        + " |\n";
  }

  private static String count(Evaluation evaluation) {
    return String.format(Locale.ROOT, "%,d", evaluation.mentions().size());
  }

  private static String text(Evaluation.Estimate estimate) {
    return String.format(
        Locale.ROOT,
        "%.2f (%.2f–%.2f)",
        100 * estimate.value(),
        100 * estimate.interval().low(),
        100 * estimate.interval().high());
  }
}
