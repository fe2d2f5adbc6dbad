package org.melange.spark.kb;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.size;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.api.java.function.MapGroupsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.melange.kb.Entity;
import org.melange.kb.EntityMerge;
import org.melange.kb.Redirects;
import org.melange.run.JobException;
import org.melange.spark.input.FileNames;
import org.melange.spark.input.FileScan;
import org.melange.spark.input.InputFiles;
import org.melange.spark.input.InputListing;
import org.melange.spark.input.RecordFormat;
import org.melange.spark.io.JobDescription;
import org.melange.spark.row.Schemas;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Entities read from one or more sources. Records with the same QID are merged; earlier sources
 * take precedence. An entity whose QID is among the {@code redirects} of another is merged into
 * that one.
 *
 * @param entities rows of {@link Schemas#ENTITY}, one per QID
 * @param rejections rows of {@link Schemas#REJECTION}
 * @param records the number of records, including rejected ones
 * @param cached what {@link #close()} releases
 * @param skipped messages about files that were not read because of their names
 */
public record EntitySource(
    Dataset<Row> entities,
    Dataset<Row> rejections,
    long records,
    Dataset<Row> cached,
    List<String> skipped)
    implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EntitySource.class);

  /** Input formats of entities. */
  public enum Format {
    /** MIMIC's {@code kb_entity.json}: a JSON array. */
    MIMIC(FileNames.JSON_ARRAY),
    /** One JSON object per line, compressed or not. */
    JSONL(FileNames.JSON_LINES),
    /** Parquet with the same keys as columns. */
    PARQUET(FileNames.PARQUET),
    /** CSV with a header row that has the same keys; the values of a list are separated by |. */
    CSV(FileNames.CSV);

    private final FileNames names;

    Format(FileNames names) {
      this.names = names;
    }
  }

  /**
   * An input.
   *
   * @param path a file, a directory or a glob
   */
  public record Input(Format format, String path) {

    InputListing files() {
      return InputFiles.list(path, format.names);
    }
  }

  /**
   * Reads and merges entities.
   *
   * @param inputs the most trusted one first
   * @throws JobException if an input does not exist, has no record or does not have its format
   */
  public static EntitySource read(SparkSession spark, List<Input> inputs) {
    List<InputListing> files = inputs.stream().map(Input::files).toList();
    Dataset<Row> parsed = null;
    for (int i = 0; i < inputs.size(); i++) {
      RecordFormat format = EntityFormats.of(inputs.get(i).format(), i);
      Dataset<Row> next = FileScan.read(spark, files.get(i).files(), format, EntityFormats.PARSED);
      parsed = parsed == null ? next : parsed.unionByName(next);
    }
    // On disk: memory is for the sorts, and does not depend on the number of entities.
    Dataset<Row> cached = parsed.persist(StorageLevel.DISK_ONLY());
    try {
      return of(
          cached,
          records(cached, inputs),
          files.stream().flatMap(listing -> listing.message().stream()).toList());
    } catch (Exception e) { // Spark throws checked exceptions, too
      cached.unpersist();
      throw e;
    }
  }

  private static EntitySource of(Dataset<Row> cached, long records, List<String> skipped) {
    Dataset<Row> entities =
        cached
            .filter(col("qid").isNotNull())
            .groupByKey(new Target(merged(cached)), Encoders.STRING())
            .mapGroups(new Merge(), Encoders.row(Schemas.ENTITY));
    return new EntitySource(
        entities,
        cached.select(explode(col("rejections")).as("r")).select("r.*"),
        records,
        cached,
        skipped);
  }

  private static long records(Dataset<Row> parsed, List<Input> inputs) {
    Map<Integer, Long> counts = new HashMap<>();
    JobDescription.during(
            parsed.sparkSession(),
            "Read entities",
            () -> parsed.groupBy("source").count().collectAsList())
        .forEach(row -> counts.put(row.getInt(0), row.getLong(1)));
    for (int i = 0; i < inputs.size(); i++) {
      if (!counts.containsKey(i)) {
        throw JobException.input(
            inputs.get(i).path() + " holds no entities: all of its files are empty");
      }
    }
    long records = counts.values().stream().mapToLong(n -> n).sum();
    LOG.info("Read {} records of entities from {} inputs", records, inputs.size());
    return records;
  }

  @Override
  public void close() {
    cached.unpersist();
  }

  /** The QIDs of merged entities and those that they were merged into. */
  private static Map<String, String> merged(Dataset<Row> parsed) {
    Dataset<Row> redirected = parsed.filter(size(col("redirects")).gt(0));
    return JobDescription.during(
        parsed.sparkSession(),
        "Resolve redirects",
        () -> redirected.isEmpty() ? Map.of() : targets(parsed, redirected));
  }

  private static Map<String, String> targets(Dataset<Row> parsed, Dataset<Row> redirected) {
    Dataset<Row> known = parsed.select("qid").distinct();
    Redirects redirects = new Redirects();
    redirected
        .select(col("qid").as("to"), explode(col("redirects")).as("from"))
        .distinct()
        .join(known, col("from").equalTo(col("qid")), "left_semi")
        .select("from", "to")
        .collectAsList()
        .forEach(row -> redirects.add(row.getString(0), row.getString(1)));
    return redirects.targets();
  }

  /** The QID that a record is merged under. */
  static final class Target implements MapFunction<Row, String> {
    private static final long serialVersionUID = 1L;
    private final Map<String, String> merged;

    Target(Map<String, String> merged) {
      this.merged = merged;
    }

    @Override
    public String call(Row record) {
      String qid = record.getAs("qid");
      return merged.getOrDefault(qid, qid);
    }
  }

  /** Merges the records of an entity in an order that does not depend on the partitioning. */
  static final class Merge implements MapGroupsFunction<String, Row, Row> {
    private static final long serialVersionUID = 1L;

    @Override
    public Row call(String qid, Iterator<Row> records) {
      List<Row> rows = new ArrayList<>();
      records.forEachRemaining(rows::add);
      rows.sort(
          Comparator.<Row, Boolean>comparing(row -> !row.getAs("qid").equals(qid))
              .thenComparingInt(row -> row.<Integer>getAs("source"))
              .thenComparing(row -> row.<String>getAs("content_hash")));
      List<Entity> entities = rows.stream().map(EntityCodec::entity).toList();
      return EntityCodec.toRow(EntityMerge.of(entities));
    }
  }
}
