package org.melange.job;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.melange.config.Settings;
import org.melange.job.cli.Console;
import org.melange.job.cli.Job;
import org.melange.run.Manifest;
import org.melange.run.Summary;
import org.melange.spark.io.OutputDirectory;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.kb.KnowledgeBaseDiff;
import org.melange.spark.row.ValueCounts;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code jobs/kb-diff}: compares two versions of a knowledge base. */
@Command(
    name = "kb-diff",
    description = {
      "Compares two knowledge bases: which entities were added, removed, merged into others and"
          + " changed, by field; and which names.",
      ""
    })
public final class KbDiffJob extends Job {

  private static final String KIND = "kb-diff";

  @Parameters(index = "0", paramLabel = "BEFORE", description = "The earlier knowledge base.")
  String before;

  @Parameters(index = "1", paramLabel = "AFTER", description = "The later knowledge base.")
  String after;

  @Mixin public OutputOptions output = new OutputOptions();

  /** Runs the job as a process. */
  public static void main(String[] args) {
    main(new KbDiffJob(), args);
  }

  @Override
  public Optional<String> target() {
    return output.target();
  }

  @Override
  public Summary run(SparkSession spark, Settings settings, Console console) {
    output.check(before, after);
    KnowledgeBaseDiff diff =
        new KnowledgeBaseDiff(
            KnowledgeBase.open(before, settings.verify().checksums()),
            KnowledgeBase.open(after, settings.verify().checksums()));
    output.prepare();
    Dataset<Row> entities =
        console.step("comparing entities", () -> write(diff.entities(spark), "entities"));
    Dataset<Row> names = console.step("comparing names", () -> write(diff.names(spark), "names"));
    Summary counts = console.step("counting", () -> counts(entities, names));
    Map<String, Object> facts = new TreeMap<>(counts.values());
    facts.put("before", before);
    facts.put("before_version", diff.before().version());
    facts.put("after", after);
    facts.put("after_version", diff.after().version());
    String version = diff.before().version() + "-" + diff.after().version();
    OutputDirectory.finish(output.directory(), new Manifest(KIND, version, facts));
    console.table("Differences", counts.values());
    return counts.with("out", output.directory());
  }

  private Dataset<Row> write(Dataset<Row> rows, String name) {
    String directory = output.directory() + "/" + name;
    rows.write().mode(SaveMode.Overwrite).parquet(directory);
    return rows.sparkSession().read().parquet(directory);
  }

  private static Summary counts(Dataset<Row> entities, Dataset<Row> names) {
    Map<String, Long> changes = ValueCounts.of(entities, "change");
    Map<String, Long> fields =
        ValueCounts.of(entities.select(explode(col("fields")).as("field")), "field");
    Map<String, Long> named = ValueCounts.of(names, "change");
    Summary summary = Summary.empty();
    for (String change :
        List.of(
            KnowledgeBaseDiff.ADDED,
            KnowledgeBaseDiff.REMOVED,
            KnowledgeBaseDiff.MERGED,
            KnowledgeBaseDiff.CHANGED)) {
      summary = summary.with(change, changes.getOrDefault(change, 0L));
    }
    for (String field : KnowledgeBaseDiff.FIELDS) {
      summary = summary.with("changed_" + field, fields.getOrDefault(field, 0L));
    }
    for (String change :
        List.of(KnowledgeBaseDiff.ADDED, KnowledgeBaseDiff.REMOVED, KnowledgeBaseDiff.CHANGED)) {
      summary = summary.with("names_" + change, named.getOrDefault(change, 0L));
    }
    return summary;
  }
}
