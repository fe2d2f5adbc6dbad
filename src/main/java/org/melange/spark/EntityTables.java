package org.melange.spark;

import static org.apache.spark.sql.functions.bit_xor;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.melange.link.EntityLayout;
import org.melange.link.EntityTable;
import org.melange.link.RowLayout;
import org.melange.run.JobException;
import org.melange.run.Manifest;

/** Entity tables on disk: rows of {@link Schemas#TABLE} in Parquet and a manifest. */
public final class EntityTables {

  private static final String KIND = "entity-table";

  private EntityTables() {}

  /**
   * Writes a table.
   *
   * @param rows as {@link EntityCompiler} makes them
   * @param kb whose entities they are
   * @param modelVersion of the model that they were compiled with
   */
  public static Manifest write(
      Dataset<Row> rows, KnowledgeBase kb, String modelVersion, String folder) {
    rows.select("qid", "label", "row").write().mode(SaveMode.Overwrite).parquet(folder + "/rows");
    Row digest = digest(rows.sparkSession(), folder);
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("kb_version", kb.version());
    facts.put("model_version", modelVersion);
    facts.put("entities", digest.getLong(0));
    facts.put("precision", "float32");
    facts.put("checksum", String.format("%016x", digest.getLong(1)));
    Manifest manifest =
        new Manifest(KIND, kb.version().substring(0, 16) + "-" + modelVersion, facts);
    HadoopFiles.write(folder + "/" + Manifest.FILE, manifest.toJson());
    return manifest;
  }

  /**
   * Checks that a table fits.
   *
   * @throws JobException saying which of the directories is stale
   */
  public static Manifest check(String folder, KnowledgeBase kb, String modelVersion) {
    Manifest manifest = HadoopFiles.manifest(folder, KIND);
    fits(folder, "knowledge base " + kb.folder(), manifest, "kb_version", kb.version());
    fits(folder, "model", manifest, "model_version", modelVersion);
    return manifest;
  }

  /** The version of the knowledge base that a table was made from. */
  static String knowledgeBaseOf(String folder) {
    return HadoopFiles.manifest(folder, KIND).fact("kb_version").orElseThrow();
  }

  /**
   * Reads a table and sends it to all executors.
   *
   * @param layout of its rows
   * @param maxBytes the largest table that is sent
   * @throws JobException if it is too large, or its rows are not those that were written
   */
  static Broadcast<EntityTable> broadcast(
      SparkSession spark, String folder, EntityLayout layout, long maxBytes) {
    Manifest manifest = HadoopFiles.manifest(folder, KIND);
    Row digest = digest(spark, folder);
    requireSize(folder, digest.getLong(0), width(layout), maxBytes);
    requireUnchanged(folder, manifest, digest);
    EntityTable.Builder table =
        new EntityTable.Builder(
            manifest.version(), manifest.fact("kb_version").orElseThrow(), layout);
    rows(spark, folder)
        .toLocalIterator()
        .forEachRemaining(
            row ->
                table.add(
                    row.getAs("qid"), row.getAs("label"), Floats.fromBytes(row.getAs("row"))));
    return JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(table.build());
  }

  /** Two copies of a row cancel each other out in the checksum, so rows are counted, too. */
  private static void requireUnchanged(String folder, Manifest manifest, Row digest) {
    String entities = String.valueOf(digest.getLong(0));
    String checksum = String.format("%016x", digest.getLong(1));
    if (!manifest.fact("entities").orElse("").equals(entities)
        || !manifest.fact("checksum").orElse("").equals(checksum)) {
      throw JobException.input(
          folder
              + ": the rows are not those that its manifest names: embed the knowledge base again");
    }
  }

  private static int width(EntityLayout layout) {
    return layout instanceof RowLayout collapsed ? collapsed.width() : layout.headWidth();
  }

  private static void requireSize(String folder, long entities, int width, long maxBytes) {
    long bytes = EntityTable.bytes(entities, width);
    if (bytes > maxBytes) {
      throw JobException.usage(
          String.format(
              "%s needs %.1f GB on each executor, link.max-table-bytes allows %.1f GB: raise it and the executors' memory",
              folder, bytes / 1e9, maxBytes / 1e9));
    }
  }

  private static void fits(
      String folder, String other, Manifest manifest, String fact, String version) {
    String made = manifest.fact(fact).orElse("?");
    if (!made.equals(version)) {
      throw JobException.input(
          "entity table "
              + folder
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

  private static Dataset<Row> rows(SparkSession spark, String folder) {
    return spark.read().schema(Schemas.TABLE).parquet(folder + "/rows");
  }

  private static Row digest(SparkSession spark, String folder) {
    return rows(spark, folder)
        .agg(
            count(lit(1)),
            coalesce(bit_xor(xxhash64(col("qid"), col("label"), col("row"))), lit(0L)))
        .first();
  }
}
