package org.melange.spark.post;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.melange.spark.io.JobDescription;

/**
 * Rejections as messages for the user.
 *
 * @param counts by {@code stage/reason}
 * @param examples the first messages, of different reasons where there are several
 * @param quarantine the directory that has all of them; empty if they are not written
 */
public record RejectionSummary(Map<String, Long> counts, List<String> examples, String quarantine) {

  private static final int EXAMPLES = 3;

  /** Rejections that examples are chosen from. */
  private static final int FIRST = 1_000;

  private static final int RECORD_CHARS = 100;

  /** Sorts the counts. */
  public RejectionSummary {
    counts = new TreeMap<>(counts);
    examples = List.copyOf(examples);
  }

  /**
   * Summarizes a quarantine.
   *
   * @param directory that {@link Quarantine#write} wrote to
   * @param counts what it returned
   */
  public static RejectionSummary written(
      SparkSession spark, String directory, Map<String, Long> counts) {
    String quarantine = directory + "/quarantine";
    return counts.isEmpty()
        ? new RejectionSummary(counts, List.of(), quarantine)
        : of(spark.read().parquet(quarantine), counts, quarantine);
  }

  /** Summarizes rows of {@link org.melange.spark.row.Schemas#REJECTION}. */
  public static RejectionSummary of(Dataset<Row> rejections) {
    return of(rejections, Quarantine.counts(rejections), "");
  }

  private static RejectionSummary of(
      Dataset<Row> rejections, Map<String, Long> counts, String quarantine) {
    if (counts.isEmpty()) {
      return new RejectionSummary(counts, List.of(), quarantine);
    }
    Dataset<Row> first = rejections.select("stage", "reason", "message", "record").limit(FIRST);
    List<Row> rows =
        JobDescription.during(
            rejections.sparkSession(), "Read the first rejections", first::collectAsList);
    return new RejectionSummary(counts, examples(rows), quarantine);
  }

  /** One row of each reason, then further rows. */
  private static List<String> examples(List<Row> rows) {
    List<Row> chosen = new ArrayList<>();
    List<Row> others = new ArrayList<>();
    Set<String> reasons = new HashSet<>();
    for (Row row : rows) {
      (reasons.add(row.getString(0) + row.getString(1)) ? chosen : others).add(row);
    }
    chosen.addAll(others);
    return chosen.stream().limit(EXAMPLES).map(RejectionSummary::text).toList();
  }

  private static String text(Row row) {
    return "%s/%s: %s: %s"
        .formatted(row.getString(0), row.getString(1), row.getString(2), shown(row.getString(3)));
  }

  private static String shown(String record) {
    String line = record == null ? "" : record.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.codePointCount(0, line.length()) <= RECORD_CHARS
        ? line
        : line.substring(0, line.offsetByCodePoints(0, RECORD_CHARS)) + "…";
  }

  /** The number of rejected posts. */
  public long posts() {
    return Quarantine.posts(counts);
  }

  /** The counts and the examples; empty if nothing was rejected. */
  public List<String> lines() {
    if (counts.isEmpty()) {
      return List.of();
    }
    List<String> lines = new ArrayList<>();
    lines.add(
        counts.entrySet().stream()
            .map(entry -> entry.getKey() + " " + entry.getValue())
            .collect(Collectors.joining(", ", "rejected: ", where())));
    examples.forEach(example -> lines.add("  " + example));
    return lines;
  }

  private String where() {
    return quarantine.isEmpty() ? "" : "; see " + quarantine;
  }
}
