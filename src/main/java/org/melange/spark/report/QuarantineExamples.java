package org.melange.spark.report;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.row_number;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.melange.report.RejectionReason;
import org.melange.report.RejectionReason.Example;
import org.melange.spark.io.JobDescription;
import org.melange.spark.post.Quarantine;

/** The reasons of a quarantine, each with the first of its records in alphabetical order. */
final class QuarantineExamples {

  private static final int EXAMPLES = 3;

  private QuarantineExamples() {}

  /**
   * Collects.
   *
   * @param quarantine rows of {@link org.melange.spark.row.Schemas#REJECTION}
   */
  static List<RejectionReason> of(Dataset<Row> quarantine) {
    Map<String, Long> counts = Quarantine.counts(quarantine);
    if (counts.isEmpty()) {
      return List.of();
    }
    Map<String, List<Example>> examples = new TreeMap<>();
    first(quarantine)
        .forEach(
            row ->
                examples
                    .computeIfAbsent(
                        row.getAs("stage") + "/" + row.getAs("reason"), r -> new ArrayList<>())
                    .add(new Example(row.getAs("message"), row.getAs("record"))));
    return counts.entrySet().stream()
        .map(entry -> reason(entry, examples.getOrDefault(entry.getKey(), List.of())))
        .toList();
  }

  private static RejectionReason reason(Map.Entry<String, Long> entry, List<Example> examples) {
    String[] parts = entry.getKey().split("/", 2);
    return new RejectionReason(parts[0], parts[1], entry.getValue(), examples);
  }

  private static List<Row> first(Dataset<Row> quarantine) {
    Dataset<Row> first =
        quarantine
            .withColumn(
                "place",
                row_number()
                    .over(
                        Window.partitionBy("stage", "reason")
                            .orderBy(col("record"), col("message"))))
            .filter(col("place").leq(EXAMPLES))
            .orderBy("stage", "reason", "place");
    return JobDescription.during(
        quarantine.sparkSession(), "Read examples of rejected records", first::collectAsList);
  }
}
