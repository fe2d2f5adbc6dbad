package org.melange.job.reproduce;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.melange.eval.Evaluation;
import org.melange.eval.Metric;
import org.melange.run.HtmlPage;
import org.melange.run.Summary;
import org.melange.spark.io.OutputDirectory;

/**
 * The results beside the published ones, the data, the time and memory of each step: as Markdown,
 * HTML and JSON.
 *
 * @param set the data set
 * @param data its check
 * @param released the ranks of the released protocol
 * @param frozen the ranks with frozen gate statistics
 * @param steps times of steps
 * @param facts versions and settings
 */
record ReproductionReport(
    PublishedSet set,
    DataReport data,
    Evaluation released,
    Evaluation frozen,
    List<StepTime> steps,
    Map<String, Object> facts) {

  private static final String ABSENT = "–";

  /**
   * A table of plain text.
   *
   * @param title above it
   * @param headings names of columns
   * @param rows cells
   */
  private record Table(String title, List<String> headings, List<List<String>> rows) {

    String markdown() {
      StringBuilder text = new StringBuilder("\n" + title + ":\n\n").append(line(headings));
      text.append(line(headings.stream().map(heading -> "---").toList()));
      rows.forEach(row -> text.append(line(row)));
      return text.toString();
    }

    void addTo(HtmlPage page) {
      page.paragraph(title);
      page.table(
          headings, rows.stream().map(r -> r.stream().map(HtmlPage::text).toList()).toList());
    }

    private static String line(List<String> cells) {
      return "| " + String.join(" | ", cells) + " |\n";
    }
  }

  /** The tables, and what differs from the published data. */
  String markdown() {
    StringBuilder text = new StringBuilder("# " + title() + "\n");
    tables().forEach(table -> text.append(table.markdown()));
    if (!data.problems().isEmpty()) {
      text.append("\nThe data differs from the published one:\n\n");
      data.problems().forEach(problem -> text.append("- ").append(problem).append('\n'));
    }
    return text.toString();
  }

  /** Writes {@code reproduction.md}, {@code .html} and {@code .json}. */
  void write(String directory) {
    StringBuilder provenance = new StringBuilder("\n");
    facts.forEach((key, value) -> provenance.append("- " + key + ": " + value + "\n"));
    OutputDirectory.write(directory, "reproduction.md", markdown() + provenance);
    OutputDirectory.write(directory, "reproduction.html", html());
    OutputDirectory.write(
        directory, "reproduction.json", summary().withAll(new Summary(facts)).toJson() + "\n");
  }

  /** The results as values. */
  Summary summary() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("data_set", set.name());
    values.put("mentions", released.mentions().size());
    putAll(values, "", released);
    putAll(values, "_frozen", frozen);
    set.results().forEach((metric, percent) -> values.put(metric.key() + "_published", percent));
    values.put("differences", data.problems().stream().map(Object::toString).toList());
    Map<String, Object> hours = new LinkedHashMap<>();
    steps.forEach(step -> hours.put(step.step(), rounded(step.hours(), 1e3)));
    values.put("hours", hours);
    values.put("peak_resident_mb", peak());
    return new Summary(values);
  }

  private static void putAll(Map<String, Object> values, String suffix, Evaluation evaluation) {
    evaluation
        .estimates()
        .forEach(
            (metric, estimate) -> {
              values.put(metric.key() + suffix, rounded(estimate.value(), 1e6));
              values.put(
                  metric.key() + suffix + "_interval",
                  List.of(
                      rounded(estimate.interval().low(), 1e6),
                      rounded(estimate.interval().high(), 1e6)));
            });
  }

  private String html() {
    HtmlPage page = new HtmlPage(title());
    tables().forEach(table -> table.addTo(page));
    data.problems().forEach(problem -> page.paragraph("Different: " + problem));
    facts.forEach((key, value) -> page.paragraph(key + ": " + value));
    return page.render();
  }

  private String title() {
    return "Reproduction of " + set.title();
  }

  private List<Table> tables() {
    return List.of(results(), data(data), times());
  }

  private Table results() {
    List<List<String>> rows = new ArrayList<>();
    Map<Metric, Evaluation.Estimate> exact = released.estimates();
    Map<Metric, Evaluation.Estimate> ours = frozen.estimates();
    for (Metric metric : Metric.ALL) {
      Optional<Double> published = Optional.ofNullable(set.results().get(metric));
      Evaluation.Estimate here = exact.get(metric);
      rows.add(
          List.of(
              metric.name(),
              published.map(percent -> number("%.2f", percent)).orElse(ABSENT),
              text(here),
              published.map(percent -> contains(here, percent) ? "yes" : "no").orElse(ABSENT),
              text(ours.get(metric))));
    }
    return new Table(
        number("Results on %,d mentions of the test split, among all entities", size())
            + " (percent, 95 % intervals)",
        List.of(
            "metric",
            "published",
            "released protocol",
            "published within the interval",
            "frozen statistics"),
        rows);
  }

  private int size() {
    return released.mentions().size();
  }

  private static boolean contains(Evaluation.Estimate estimate, double percent) {
    return percent >= 100 * estimate.interval().low()
        && percent <= 100 * estimate.interval().high();
  }

  private static String text(Evaluation.Estimate estimate) {
    return number(
        "%.2f (%.2f–%.2f)",
        100 * estimate.value(), 100 * estimate.interval().low(), 100 * estimate.interval().high());
  }

  /** The counts of a check as Markdown. */
  static String counts(DataReport data) {
    return data(data).markdown();
  }

  private static Table data(DataReport data) {
    return new Table(
        "Data",
        List.of("", "expected", "here"),
        data.counts().stream()
            .map(
                count ->
                    List.of(
                        count.what(),
                        number("%,d", count.expected()),
                        number("%,d", count.found())))
            .toList());
  }

  private Table times() {
    List<List<String>> rows = new ArrayList<>();
    double hours = 0;
    for (StepTime step : steps) {
      hours += step.hours();
      rows.add(row(step.step(), step.hours(), String.valueOf(step.runs()), step.peakResidentMb()));
    }
    rows.add(row("all", hours, ABSENT, peak()));
    return new Table(
        "Time, and peak memory of the driver process",
        List.of("step", "hours", "runs", "resident MiB"),
        rows);
  }

  private static List<String> row(String step, double hours, String runs, long peak) {
    return List.of(step, number("%.2f", hours), runs, peak == 0 ? ABSENT : number("%,d", peak));
  }

  private long peak() {
    return steps.stream().mapToLong(StepTime::peakResidentMb).max().orElse(0);
  }

  private static String number(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  private static double rounded(double value, double precision) {
    return Math.round(value * precision) / precision;
  }
}
