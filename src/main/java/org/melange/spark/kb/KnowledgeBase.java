package org.melange.spark.kb;

import static org.apache.spark.sql.functions.bit_xor;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.melange.config.VerifySettings.Checksums;
import org.melange.kb.name.EntityNames;
import org.melange.kb.name.NameNormalizer;
import org.melange.run.FileListing;
import org.melange.run.JobException;
import org.melange.run.Manifest;
import org.melange.spark.io.HadoopFiles;
import org.melange.spark.io.JvmSingletons;
import org.melange.spark.io.ListedFiles;
import org.melange.spark.io.OutputDirectory;
import org.melange.spark.row.BatchingIterator;
import org.melange.spark.row.Schemas;

/**
 * A knowledge base on disk: {@code entities} and {@code names} in Parquet and a manifest that lists
 * their files. Files that it does not list are not read.
 *
 * @param folder where it lies
 * @param manifest what made it
 */
public record KnowledgeBase(String folder, Manifest manifest) {

  private static final String KIND = "knowledge-base";
  private static final String ENTITIES = "entities";
  private static final String NAMES = "names";

  /**
   * Opens a knowledge base as {@link #open(String, Checksums)} does, with {@link Checksums#ONCE}.
   */
  public static KnowledgeBase open(String folder) {
    return open(folder, Checksums.ONCE);
  }

  /**
   * Opens a knowledge base and checks its files.
   *
   * @param checksums when the contents of its files are compared with its manifest; existence and
   *     lengths are each time
   * @throws JobException if the folder holds none, a file is missing or was changed, or its names
   *     were normalised by other rules than these
   */
  public static KnowledgeBase open(String folder, Checksums checksums) {
    Manifest manifest = HadoopFiles.manifest(folder, KIND);
    String rules = manifest.fact("name_normalizer").orElse("?");
    if (!rules.equals(String.valueOf(NameNormalizer.VERSION))) {
      throw JobException.input(
          folder
              + " was made with name normalisation "
              + rules
              + ", this version has "
              + NameNormalizer.VERSION
              + ": import it again");
    }
    KnowledgeBase opened = new KnowledgeBase(folder, manifest);
    ListedFiles.check(folder, manifest, opened.files(), checksums);
    return opened;
  }

  /**
   * Writes a knowledge base; its version is a digest of the entities that does not hang on their
   * order.
   *
   * @param entities rows of {@link Schemas#ENTITY}, one a QID
   * @param facts what it was made from
   */
  public static KnowledgeBase write(
      Dataset<Row> entities, String folder, Map<String, Object> facts) {
    entities.write().mode(SaveMode.Overwrite).parquet(folder + "/entities");
    SparkSession spark = entities.sparkSession();
    Dataset<Row> written = spark.read().parquet(folder + "/entities");
    written
        .mapPartitions(new Names(), Encoders.row(Schemas.NAME))
        .write()
        .mode(SaveMode.Overwrite)
        .parquet(folder + "/names");
    Row digest = digest(written);
    Map<String, Object> all = new TreeMap<>(facts);
    all.put("entities", digest.getLong(0));
    all.put("names", spark.read().parquet(folder + "/names").count());
    all.put("name_normalizer", NameNormalizer.VERSION);
    String version = String.format(Locale.ROOT, "%016x%016x", digest.getLong(1), digest.getLong(2));
    return new KnowledgeBase(
        folder, OutputDirectory.finish(folder, new Manifest(KIND, version, all)));
  }

  /** Rows of {@link Schemas#ENTITY}. */
  public Dataset<Row> entities(SparkSession spark) {
    return read(spark, Schemas.ENTITY, ENTITIES);
  }

  /** Rows of {@link Schemas#NAME}. */
  public Dataset<Row> names(SparkSession spark) {
    return read(spark, Schemas.NAME, NAMES);
  }

  private Dataset<Row> read(SparkSession spark, StructType schema, String part) {
    return ListedFiles.read(spark, schema, ListedFiles.within(folder, listed(part)));
  }

  private FileListing listed(String part) {
    return manifest.requireFiles(folder).under(part);
  }

  private FileListing files() {
    return new FileListing(
        Stream.concat(listed(ENTITIES).files().stream(), listed(NAMES).files().stream()).toList());
  }

  /** Identifies the content. */
  public String version() {
    return manifest.version();
  }

  /** All names, on every executor; sent once an application, however many stages ask. */
  public Broadcast<BroadcastNames> broadcastNames(SparkSession spark) {
    return JvmSingletons.get(
        "names " + version() + " for " + spark.sparkContext().applicationId(),
        () ->
            JavaSparkContext.fromSparkContext(spark.sparkContext())
                .broadcast(BroadcastNames.of(version(), names(spark).toLocalIterator())));
  }

  /** What the entities are, on every executor; sent once an application. */
  public Broadcast<BroadcastDescriptions> broadcastDescriptions(SparkSession spark) {
    return JvmSingletons.get(
        "descriptions " + version() + " for " + spark.sparkContext().applicationId(),
        () ->
            JavaSparkContext.fromSparkContext(spark.sparkContext())
                .broadcast(
                    BroadcastDescriptions.of(
                        version(),
                        entities(spark).select("qid", "description").toLocalIterator())));
  }

  private static Row digest(Dataset<Row> entities) {
    return entities
        .agg(
            count(lit(1)),
            coalesce(
                bit_xor(xxhash64(lit(1), col("qid"), col("content_hash"), col("popularity"))),
                lit(0L)),
            coalesce(
                bit_xor(xxhash64(lit(2), col("qid"), col("content_hash"), col("popularity"))),
                lit(0L)))
        .first();
  }

  /** Derives the names of entities. */
  static final class Names implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<Row> call(Iterator<Row> entities) {
      return BatchingIterator.flatMap(
          entities,
          row -> EntityNames.of(EntityCodec.entity(row)).stream().map(EntityCodec::toRow).toList());
    }
  }
}
