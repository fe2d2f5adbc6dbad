package org.melange.spark.table;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.melange.config.TableSettings;
import org.melange.config.VerifySettings.Checksums;
import org.melange.kb.Qids;
import org.melange.link.row.EntityLayout;
import org.melange.link.table.Precision;
import org.melange.link.table.TableFiles;
import org.melange.run.JobException;
import org.melange.run.Manifest;
import org.melange.spark.io.DistributedFiles;
import org.melange.spark.io.HadoopFiles;
import org.melange.spark.io.JobDescription;
import org.melange.spark.io.ListedFiles;
import org.melange.spark.io.OutputDirectory;
import org.melange.spark.io.PathResolver;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.model.ModelInfo;
import org.melange.spark.model.ModelRef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Entity tables: segments, as {@link org.melange.link.table} has them, and a manifest. */
public final class EntityTables {

  private static final Logger LOG = LoggerFactory.getLogger(EntityTables.class);
  private static final long SEGMENT_BYTES = 64 << 20;

  private EntityTables() {}

  /**
   * What a table is made of, and how it is stored.
   *
   * @param kb whose entities they are
   * @param model directory of the model that they were compiled with
   * @param indexed whether the table gets an index for approximate searches
   */
  public record Plan(KnowledgeBase kb, String model, Precision precision, boolean indexed) {

    /** The table with some segments, before it has an index and a version. */
    TableFiles table(List<TableFiles.File> segments) {
      requireOrder(segments);
      return new TableFiles(
          "", kb.version(), ModelInfo.version(model), layout(), precision, segments, List.of());
    }

    private EntityLayout layout() {
      return ModelInfo.config(model).layout();
    }
  }

  /**
   * Writes a table: first its segments, each by the executor that has the partition, then its
   * index, then its manifest, which makes it a table.
   *
   * @param rows as {@link EntityTablePipeline#ranged} gives them
   * @param previous where rows are taken from that are null
   * @param directory where to write
   */
  public static Manifest write(
      Dataset<Row> rows, Optional<PreviousTable> previous, Plan plan, String directory) {
    List<TableFiles.File> segments =
        JobDescription.during(
            rows.sparkSession(),
            "Write segments of an entity table",
            () -> segments(rows, previous, plan, directory, 0));
    TableFiles table = plan.table(segments);
    Manifest manifest =
        finish(
            plan,
            plan.indexed() ? new TableIndex(rows.sparkSession(), directory).addedTo(table) : table,
            directory);
    OutputDirectory.discardDraft(directory);
    return manifest;
  }

  /**
   * Writes segments of a table.
   *
   * @param rows as {@link #write} needs them
   * @param previous where rows are taken from that are null
   * @param directory of the table
   * @param first number of the first partition among those of the table
   * @return the segments, in their order
   */
  static List<TableFiles.File> segments(
      Dataset<Row> rows, Optional<PreviousTable> previous, Plan plan, String directory, int first) {
    return segments(
        rows,
        new TableWriter(
            folder(directory),
            plan.layout(),
            plan.precision(),
            previous.orElse(null),
            first,
            SEGMENT_BYTES));
  }

  static String folder(String directory) {
    return PathResolver.absolute(directory + "/" + TableFiles.FOLDER);
  }

  /**
   * Writes the manifest of a table whose files are written, and deletes other ones.
   *
   * @param files without a version
   */
  static Manifest finish(Plan plan, TableFiles files, String directory) {
    TableFiles table = files.versioned();
    HadoopFiles.retain(folder(directory), table.names());
    LOG.info(
        "Wrote entity table {} version {}: {} entities in {} segments, {} MB, {} graphs",
        directory,
        table.version(),
        table.entities(),
        table.segments().size(),
        (table.bytes() + table.graphBytes()) / 1_000_000,
        table.graphs().size());
    return OutputDirectory.finish(directory, manifest(table, plan.model()));
  }

  /** The manifest of a table, which also says how inputs were prepared. */
  private static Manifest manifest(TableFiles table, String model) {
    Manifest files = table.manifest();
    Map<String, Object> facts = new TreeMap<>(files.facts());
    facts.putAll(ModelInfo.config(model).preparation().facts());
    return new Manifest(files.kind(), files.version(), facts, files.files());
  }

  /**
   * Checks that a table was made of inputs that were prepared as those of a model are. A table that
   * does not say how is left to the comparison of versions.
   *
   * @param model directory of the model
   * @throws JobException if it was not
   */
  public static void requirePreparation(String directory, String model) {
    Manifest table = HadoopFiles.manifest(directory, TableFiles.KIND);
    ModelInfo.config(model)
        .preparation()
        .facts()
        .forEach(
            (fact, value) ->
                fits(
                    directory,
                    "model " + model,
                    fact,
                    table.fact(fact).orElse(value.toString()),
                    value.toString()));
  }

  private static List<TableFiles.File> segments(Dataset<Row> rows, TableWriter writer) {
    Dataset<Row> files =
        rows.select("qid", "label", "content_hash", "row")
            .mapPartitions(writer, Encoders.row(TableWriter.FILE));
    return files.collectAsList().stream()
        .map(TableWriter::file)
        .sorted(Comparator.comparingLong(TableFiles.File::first))
        .toList();
  }

  /**
   * Checks that a table fits and that its files are the listed ones.
   *
   * @param checksums when their contents are compared; existence and lengths are each time
   * @throws JobException saying which of the directories is stale, or which file is missing or was
   *     changed
   */
  public static Manifest check(
      String directory, KnowledgeBase kb, String modelVersion, Checksums checksums) {
    TableFiles table = files(directory);
    fits(directory, kb, table);
    fits(directory, "model", "model_version", table.model(), modelVersion);
    ListedFiles.check(directory, table.manifest(), table.listing(), checksums);
    return table.manifest();
  }

  /**
   * Checks that a table was made from a knowledge base.
   *
   * @throws JobException if it was not
   */
  public static void requireKnowledgeBase(String directory, KnowledgeBase kb) {
    fits(directory, kb, files(directory));
  }

  private static void fits(String directory, KnowledgeBase kb, TableFiles table) {
    fits(
        directory,
        "knowledge base " + kb.directory(),
        "kb_version",
        table.knowledgeBase(),
        kb.version());
  }

  /**
   * Checks that a table has an index that an executor can search.
   *
   * @param conf of the session
   * @param maxBytes how much of it an executor maps at once
   * @throws JobException saying what to do if it cannot
   */
  public static void requireIndex(
      SparkConf conf, String directory, TableFiles table, long maxBytes) {
    if (table.graphs().isEmpty() && table.entities() > 0) {
      throw JobException.input(
          "entity table "
              + directory
              + " has no index, which link.search=approximate needs: run jobs/embed-kb with --set"
              + " link.table.index=true, or set link.search=exact");
    }
    long bytes = table.bytes() + table.graphBytes();
    if (bytes > maxBytes) {
      throw JobException.usage(
          String.format(
              Locale.ROOT,
              "entity table %s has %d bytes with its index, of which link.max-mapped-bytes=%d are"
                  + " mapped at once: an approximate search reads here and there and needs all; set"
                  + " it higher, or link.search=exact, which reads block by block",
              directory,
              bytes,
              maxBytes));
    }
    TableMemory.requireRoom(conf, directory, bytes, "set link.search=exact, which needs no index");
  }

  /** The version of the knowledge base that a table was made from. */
  public static String knowledgeBaseOf(String directory) {
    return files(directory).knowledgeBase();
  }

  /**
   * What a table's manifest says.
   *
   * @throws JobException if there is no table, it has another format, or a file is missing or has
   *     another length
   */
  public static TableFiles files(String directory) {
    Manifest manifest = HadoopFiles.manifest(directory, TableFiles.KIND);
    TableFiles files = TableFiles.of(manifest, directory);
    ListedFiles.checkLengths(directory, manifest, files.listing());
    return files;
  }

  /**
   * A table for the executors.
   *
   * @param model that mentions are compiled with
   * @param how executors get it
   * @param maxBytes how much of it an executor maps at once
   * @throws JobException if the table was made with another model, or an executor has no room
   */
  public static TableRef ref(
      SparkSession spark, String directory, ModelRef model, TableSettings how, long maxBytes) {
    TableFiles table = files(directory);
    String other = "model " + model.uri();
    requirePreparation(directory, model.uri());
    fits(directory, other, "model_version", table.model(), model.version());
    String layout = ModelInfo.config(model.uri()).layout().code();
    fits(directory, other, "layout", table.layout().code(), layout);
    return ref(spark, directory, table, how, maxBytes);
  }

  static TableRef ref(
      SparkSession spark, String directory, TableFiles table, TableSettings how, long maxBytes) {
    requireRoom(spark.sparkContext().getConf(), directory, table, maxBytes);
    DistributedFiles source =
        DistributedFiles.of(
            spark,
            how,
            directory + "/" + TableFiles.FOLDER,
            table.names(),
            "table-" + table.version());
    return new TableRef(directory, table, source, maxBytes, Checksums.ONCE);
  }

  static void requireRoom(SparkConf conf, String directory, TableFiles table, long maxBytes) {
    TableMemory.requireRoom(
        conf,
        directory,
        Math.min(table.bytes(), maxBytes),
        "set link.max-mapped-bytes lower, so that the table is scored in blocks");
  }

  private static void requireOrder(List<TableFiles.File> files) {
    for (int i = 1; i < files.size(); i++) {
      if (files.get(i).first() <= files.get(i - 1).last()) {
        throw new IllegalStateException(
            "rows of an entity table do not come in ranges: "
                + Qids.of(files.get(i).first())
                + " begins a segment, "
                + Qids.of(files.get(i - 1).last())
                + " ended the one before it");
      }
    }
  }

  private static void fits(
      String directory, String other, String fact, String made, String version) {
    if (!made.equals(version)) {
      throw JobException.input(
          "entity table "
              + directory
              + " is stale: it was made with "
              + fact
              + " "
              + made
              + ", the "
              + other
              + " has "
              + version
              + ": run jobs/embed-kb again");
    }
  }
}
