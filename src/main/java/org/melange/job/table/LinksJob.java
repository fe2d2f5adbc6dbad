package org.melange.job.table;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.melange.config.Settings;
import org.melange.job.OutputOptions;
import org.melange.job.cli.Console;
import org.melange.job.cli.Job;
import org.melange.run.Manifest;
import org.melange.run.RunId;
import org.melange.run.Summary;
import org.melange.spark.io.JobDescription;
import org.melange.spark.io.OutputDirectory;
import org.melange.spark.link.LinkFormat;
import org.melange.spark.link.LinkPartitions;
import org.melange.spark.link.Links;
import org.melange.spark.store.LinkStore;
import org.melange.spark.store.StoreSchemas;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code jobs/links}: a plain copy of a links table. */
@Command(
    name = "links",
    description =
        "Copies a version of a links table to plain files, for programs that cannot read tables.")
public final class LinksJob extends Job {

  @Option(
      names = "--table",
      required = true,
      paramLabel = "LINKS",
      description = "Links table (annotate --into): a directory, or a table of a catalog.")
  String table;

  @Option(
      names = "--table-version",
      paramLabel = "N",
      description = "The version that is copied, as table_version of annotate; default: current.")
  String version;

  @Option(
      names = "--format",
      defaultValue = "parquet",
      paramLabel = "FORMAT",
      description =
          "${COMPLETION-CANDIDATES}. In CSV, candidates are JSON. Default: ${DEFAULT-VALUE}.")
  LinkFormat format;

  @Option(
      names = "--partition-by",
      split = ",",
      paramLabel = "COLUMN",
      description =
          "Columns that the copy is partitioned by: text columns of links, or keys of the posts"
              + " such as date.")
  List<String> partitionBy = List.of();

  @Mixin OutputOptions output = new OutputOptions();

  /** Runs the job as a process. */
  public static void main(String[] args) {
    main(new LinksJob(), args);
  }

  @Override
  public Optional<String> target() {
    return output.target();
  }

  @Override
  public void check() {
    partitions();
  }

  @Override
  public boolean usesTables() {
    return true;
  }

  private LinkPartitions partitions() {
    return new LinkPartitions(partitionBy);
  }

  @Override
  public Summary run(SparkSession spark, Settings settings, Console console) {
    LinkStore store = LinkStore.open(spark, table);
    OutputDirectory.requireOutside(output.directory(), store.root());
    // A version, so that an update that commits meanwhile changes nothing.
    String copied = Optional.ofNullable(version).orElseGet(store::version);
    Dataset<Row> links =
        store.links(Optional.of(copied).filter(v -> !v.isEmpty())).drop(StoreSchemas.BUCKET);
    partitions().requireIn(links);
    output.prepare();
    Row counts = console.step("counting links", () -> counts(links));
    long written =
        console.step(
            "copying " + counts.getLong(0) + " links",
            () -> Links.copy(links, output.directory(), partitions(), format));
    if (written != counts.getLong(0)) {
      throw new IllegalStateException(
          "the copy has " + written + " links, but the table " + counts.getLong(0));
    }
    Summary summary = summary(copied, counts);
    OutputDirectory.finish(output.directory(), manifest(summary, counts));
    console.table("Links in " + output.directory(), summary.values());
    return summary.with("out", output.directory());
  }

  private static Row counts(Dataset<Row> links) {
    return JobDescription.during(
        links.sparkSession(),
        "Count links",
        () ->
            links
                .agg(count(lit(1)), count(col("qid")), min("kb_version"), max("kb_version"))
                .first());
  }

  private Summary summary(String copied, Row counts) {
    return Summary.empty()
        .with("table", table)
        .with("table_version", copied)
        .with("format", format.name().toLowerCase(Locale.ROOT))
        .with("mentions", counts.getLong(0))
        .with("linked", counts.getLong(1))
        .with("nil", counts.getLong(0) - counts.getLong(1));
  }

  /** As {@code annotate} writes it, if the files are those that it writes. */
  private Manifest manifest(Summary summary, Row counts) {
    Map<String, Object> facts = new TreeMap<>(summary.values());
    facts.put("partition_by", partitionBy);
    if (counts.getLong(0) > 0 && counts.getString(2).equals(counts.getString(3))) {
      facts.put("kb_version", counts.getString(2));
    }
    String kind =
        format == LinkFormat.PARQUET ? "links" : "links-" + summary.values().get("format");
    return new Manifest(kind, RunId.next(), facts);
  }
}
