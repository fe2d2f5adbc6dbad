package org.melange.job.sweep;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.melange.eval.Evaluation;
import org.melange.eval.EvaluationTable;
import org.melange.eval.Metric;
import org.melange.run.HtmlPage;
import org.melange.spark.io.OutputDirectory;
import org.melange.spark.learn.Ranks;

/** The one table of a sweep, as Markdown, HTML and CSV. Not thread-safe. */
final class SweepReport {

  /** The file with the facts that all combinations have in common. */
  static final String PLAN = "sweep.json";

  private final SparkSession spark;
  private final String folder;
  private final Map<String, Evaluation> done = new LinkedHashMap<>();
  private final Map<String, String> failures = new LinkedHashMap<>();

  SweepReport(SparkSession spark, String folder) {
    this.spark = spark;
    this.folder = folder;
  }

  /** Adds the results of an evaluation. */
  void add(String name, String evaluation) {
    done.put(name, new Evaluation(name, Ranks.read(spark, evaluation, "rank")));
  }

  /** Adds a combination that failed. */
  void addFailure(String name, String why) {
    failures.put(name, why);
  }

  /** The combination with the highest MRR. */
  Optional<String> best() {
    return done.entrySet().stream()
        .max(Comparator.comparingDouble(e -> Metric.MRR.of(e.getValue().mentions()).orElse(0.0)))
        .map(Map.Entry::getKey);
  }

  String markdown() {
    StringBuilder text = new StringBuilder(table().markdown());
    failures.forEach((name, why) -> text.append("\n").append(name).append(" failed: ").append(why));
    return text + "\n";
  }

  void write(Map<String, Object> facts) {
    StringBuilder provenance = new StringBuilder("\n");
    facts.forEach((key, value) -> provenance.append("- " + key + ": " + value + "\n"));
    OutputDirectory.write(folder, "sweep.md", markdown() + provenance);
    HtmlPage page = new HtmlPage("Sweep");
    table().addTo(page);
    failures.forEach((name, why) -> page.paragraph(name + " failed: " + why));
    facts.forEach((key, value) -> page.paragraph(key + ": " + value));
    OutputDirectory.write(folder, "sweep.html", page.render());
    OutputDirectory.write(folder, "sweep.csv", csv());
  }

  private EvaluationTable table() {
    EvaluationTable table = new EvaluationTable();
    done.forEach(table::add);
    return table;
  }

  private String csv() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "combination,mentions," + String.join(",", Metric.ALL.stream().map(Metric::key).toList()));
    done.forEach(
        (name, evaluation) -> {
          StringBuilder line = new StringBuilder("\"" + name + "\"");
          line.append(',').append(evaluation.mentions().size());
          for (Metric metric : Metric.ALL) {
            line.append(
                String.format(
                    Locale.ROOT, ",%.6f", metric.of(evaluation.mentions()).orElse(Double.NaN)));
          }
          lines.add(line.toString());
        });
    return String.join("\n", lines) + "\n";
  }
}
