package org.melange.spark.kb;

import static org.apache.spark.sql.functions.bit_xor;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.exists;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.melange.config.ImageSettings;
import org.melange.config.Settings;
import org.melange.config.TableSettings;
import org.melange.config.VerifySettings.Checksums;
import org.melange.kb.name.EntityNames;
import org.melange.kb.name.NameNormalizer;
import org.melange.run.FileListing;
import org.melange.run.JobException;
import org.melange.run.ListedFile;
import org.melange.run.Manifest;
import org.melange.spark.io.HadoopFiles;
import org.melange.spark.io.JobDescription;
import org.melange.spark.io.ListedFiles;
import org.melange.spark.io.OutputDirectory;
import org.melange.spark.row.BatchingIterator;
import org.melange.spark.row.Schemas;
import org.melange.web.WikimediaPolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A knowledge base in a directory: {@code entities} and {@code names} in Parquet, their {@code
 * index} in files that are mapped, and a manifest that lists them. Files that are not listed are
 * not read.
 *
 * @param directory the directory
 * @param manifest its manifest
 */
public record KnowledgeBase(String directory, Manifest manifest) {

  private static final Logger LOG = LoggerFactory.getLogger(KnowledgeBase.class);

  /** Knowledge bases that were logged: every transformer opens one again. */
  private static final Set<String> LOGGED = ConcurrentHashMap.newKeySet();

  private static final int ROW_GROUP_BYTES = 32 << 20;
  private static final String KIND = "knowledge-base";
  private static final String ENTITIES = "entities";
  private static final String NAMES = "names";
  private static final String CLASSES = "classes";

  private static final StructType CLASS =
      new StructType()
          .add("qid", DataTypes.StringType)
          .add("parents", new ArrayType(DataTypes.StringType, true));

  private static final String INDEX = "index";

  /** The fact that counts the entities with an image on a host of Wikimedia. */
  private static final String WIKIMEDIA_IMAGES = "wikimedia_images";

  /** The fact that counts the entities with an image. */
  private static final String WITH_IMAGE = "with_image";

  /** The version of the files in the index. */
  private static final String INDEX_FORMAT = "1";

  /**
   * Opens a knowledge base as {@link #open(String, Checksums)} does, with {@link Checksums#ONCE}.
   */
  public static KnowledgeBase open(String directory) {
    return open(directory, Checksums.ONCE);
  }

  /**
   * Opens a knowledge base and checks its files.
   *
   * @param checksums when file contents are compared with the manifest; existence and lengths
   *     always are
   * @throws JobException if the directory has no knowledge base, a file is missing or was changed,
   *     or its names were normalized by another version of the rules
   */
  public static KnowledgeBase open(String directory, Checksums checksums) {
    Manifest manifest = requireManifest(directory);
    KnowledgeBase opened = new KnowledgeBase(directory, manifest);
    ListedFiles.check(directory, manifest, opened.files(), checksums);
    opened.log();
    return opened;
  }

  /**
   * The manifest of a knowledge base that this version reads.
   *
   * @throws JobException if there is none, or it was made with other rules or in another format
   */
  public static Manifest requireManifest(String directory) {
    Manifest manifest = HadoopFiles.manifest(directory, KIND);
    String rules = manifest.fact("name_normalizer").orElse("?");
    if (!rules.equals(String.valueOf(NameNormalizer.VERSION))) {
      throw JobException.input(
          directory
              + " was made with version "
              + rules
              + " of name normalization, but this version of Melange has "
              + NameNormalizer.VERSION
              + "; import it again");
    }
    String format = manifest.fact("index_format").orElse("");
    if (!format.equals(INDEX_FORMAT)) {
      throw JobException.input(
          directory
              + (format.isEmpty()
                  ? " has no index of names: an earlier version of Melange wrote it"
                  : " has an index of names in format "
                      + format
                      + ", this version reads "
                      + INDEX_FORMAT)
              + "; import it again with jobs/import-kb");
    }
    return manifest;
  }

  /**
   * Opens a knowledge base as {@link #open(String, Checksums)} does, for a job that reads images.
   *
   * @throws JobException also if images would be fetched from Wikimedia with a user agent that has
   *     no contact
   */
  public static KnowledgeBase openWithImages(String directory, Settings settings) {
    KnowledgeBase opened = open(directory, settings.verify().checksums());
    String images = opened.manifest.fact(WIKIMEDIA_IMAGES).orElse("0");
    ImageSettings.Http http = settings.images().http();
    if (http.enabled() && !images.equals("0") && !WikimediaPolicy.hasContact(http.userAgent())) {
      throw JobException.usage(
          directory
              + " has "
              + images
              + " entities with images on Wikimedia, which requires a contact in the user agent."
              + " Set images.http.user-agent to a name with your email address or a URL, such as"
              + " \"Melange (mailto:you@example.org)\", or images.http.enabled=false to link"
              + " without images of the web");
    }
    return opened;
  }

  private void log() {
    if (LOGGED.add(directory + " " + version())) {
      LOG.info(
          "Opened knowledge base {}: version {}, {} entities, {} names",
          directory,
          version(),
          manifest.fact("entities").orElse("?"),
          manifest.fact("names").orElse("?"));
    }
  }

  /**
   * Writes a knowledge base. Its version is a hash of the entities that does not depend on their
   * order.
   *
   * @param entities rows of {@link Schemas#ENTITY}, one per QID
   * @param facts further facts of the manifest, such as the inputs
   */
  public static KnowledgeBase write(
      Dataset<Row> entities, String directory, Map<String, Object> facts) {
    return write(entities, directory, EntityNames.FULL_POPULARITY, facts);
  }

  /**
   * Writes a knowledge base as {@link #write(Dataset, String, Map)} does.
   *
   * @param fullPopularity the popularity from which on a name has its full weight
   */
  public static KnowledgeBase write(
      Dataset<Row> entities, String directory, long fullPopularity, Map<String, Object> facts) {
    return write(entities, directory, fullPopularity, facts, IndexBuild.RANGE);
  }

  /**
   * Writes a knowledge base whose index has ranges of another size.
   *
   * @param namesOfRange names or entities of a range
   */
  static KnowledgeBase write(
      Dataset<Row> entities,
      String directory,
      long fullPopularity,
      Map<String, Object> facts,
      int namesOfRange) {
    SparkSession spark = entities.sparkSession();
    Dataset<Row> written = write(entities, directory + "/" + ENTITIES, "Write entities");
    Dataset<Row> names =
        write(
            written.mapPartitions(new Names(fullPopularity), Encoders.row(Schemas.NAME)),
            directory + "/" + NAMES,
            "Write the names of entities");
    Row digest = JobDescription.during(spark, "Hash entities", () -> digest(written));
    Map<String, Object> all = new TreeMap<>(facts);
    all.put("entities", digest.getLong(0));
    all.put(WIKIMEDIA_IMAGES, digest.getLong(3));
    all.put(WITH_IMAGE, digest.getLong(4));
    long nameCount = JobDescription.during(spark, "Count names", names::count);
    new IndexBuild(spark, directory + "/" + INDEX, OutputDirectory.draft(directory), namesOfRange)
        .write(written, digest.getLong(0), names, nameCount);
    all.put("names", nameCount);
    all.put("index_format", INDEX_FORMAT);
    all.put("name_normalizer", NameNormalizer.VERSION);
    all.put("full_popularity", fullPopularity);
    long scale = fullPopularity - EntityNames.FULL_POPULARITY;
    String version =
        String.format(Locale.ROOT, "%016x%016x", digest.getLong(1) + scale, digest.getLong(2));
    return new KnowledgeBase(
        directory, OutputDirectory.finish(directory, new Manifest(KIND, version, all)));
  }

  /**
   * Writes the hierarchy of classes, before the knowledge base is written.
   *
   * @param classes rows of {@code qid} and {@code parents}, the classes that it is a subclass of
   */
  public static void writeClasses(Dataset<Row> classes, String directory) {
    write(classes, directory + "/" + CLASSES, "Write classes");
  }

  private static Dataset<Row> write(Dataset<Row> rows, String directory, String step) {
    save(rows, directory, step);
    return rows.sparkSession().read().parquet(directory);
  }

  /**
   * Writes Parquet with small row groups: a task that writes or reads holds one row group in
   * memory.
   */
  static void save(Dataset<Row> rows, String directory, String step) {
    JobDescription.during(
        rows.sparkSession(),
        step,
        () ->
            rows.write()
                .mode(SaveMode.Overwrite)
                .option("parquet.block.size", ROW_GROUP_BYTES)
                .parquet(directory));
  }

  /** Rows of {@link Schemas#ENTITY}. */
  public Dataset<Row> entities(SparkSession spark) {
    return read(spark, Schemas.ENTITY, ENTITIES);
  }

  /**
   * Redirects: {@code from} and {@code merged_into}. Of several targets of a redirect, the first
   * one by its QID.
   */
  public Dataset<Row> redirects(SparkSession spark) {
    return entities(spark)
        .select(col("qid").as("target"), explode(col("redirects")).as("from"))
        .groupBy("from")
        .agg(min("target").as("merged_into"));
  }

  /** Rows of {@link Schemas#NAME}. */
  public Dataset<Row> names(SparkSession spark) {
    return read(spark, Schemas.NAME, NAMES);
  }

  /** The hierarchy of classes, as {@link #writeClasses} wrote it; empty if it was not. */
  public Dataset<Row> classes(SparkSession spark) {
    return read(spark, CLASS, CLASSES);
  }

  /** Checks the files of {@link #classes}, which {@link #open} leaves alone. */
  void checkClasses() {
    ListedFiles.check(directory, manifest, listed(CLASSES), Checksums.ONCE);
  }

  private Dataset<Row> read(SparkSession spark, StructType schema, String part) {
    return ListedFiles.read(spark, schema, ListedFiles.within(directory, listed(part)));
  }

  private FileListing listed(String part) {
    return manifest.requireFiles(directory).under(part);
  }

  private FileListing files() {
    return new FileListing(
        Stream.of(ENTITIES, NAMES, INDEX).flatMap(part -> listed(part).files().stream()).toList());
  }

  /** The version, which identifies the content. */
  public String version() {
    return manifest.version();
  }

  /** Whether an entity may have an image. Earlier versions did not count them. */
  public boolean mayHaveImages() {
    return !manifest.fact(WITH_IMAGE).orElse("?").equals("0");
  }

  /**
   * The index of names, texts and words, for executors.
   *
   * @throws JobException if an earlier version wrote the knowledge base
   */
  public IndexRef index() {
    return new IndexRef(
        directory + "/" + INDEX,
        new FileListing(
            listed(INDEX).files().stream()
                .map(
                    file ->
                        new ListedFile(
                            file.path().substring(INDEX.length() + 1), file.bytes(), file.sha256()))
                .toList()));
  }

  /**
   * The index, distributed to executors as entity tables are.
   *
   * @param how {@code distribution} and {@code cacheDir} are used
   */
  public IndexRef index(SparkSession spark, TableSettings how) {
    return index().distributed(spark, how);
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
                lit(0L)),
            count_if(exists(col("images"), address -> address.rlike(WikimediaPolicy.ADDRESS))),
            count_if(size(col("images")).gt(0)))
        .first();
  }

  /** Derives the names of each entity. */
  static final class Names implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;
    private final long fullPopularity;

    Names(long fullPopularity) {
      this.fullPopularity = fullPopularity;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> entities) {
      return BatchingIterator.flatMap(
          entities,
          row ->
              EntityNames.of(EntityCodec.entity(row), fullPopularity).stream()
                  .map(EntityCodec::toRow)
                  .toList());
    }
  }
}
