package org.melange.spark.link;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.current_timestamp;
import static org.apache.spark.sql.functions.lit;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.melange.spark.io.JobDescription;
import org.melange.spark.row.Schemas;

/** Links on disk: {@code links/} of an output directory, one row a mention. */
public final class Links {

  /** The columns, in their order. */
  public static final StructType SCHEMA =
      new StructType()
          .add("post_id", DataTypes.StringType)
          .add("mention_id", DataTypes.StringType)
          .add("mention", DataTypes.StringType)
          .add("span_start", DataTypes.IntegerType)
          .add("span_end", DataTypes.IntegerType)
          .add("qid", DataTypes.StringType)
          .add("label", DataTypes.StringType)
          .add("confidence", DataTypes.DoubleType)
          .add("score", DataTypes.FloatType)
          .add("score_text", DataTypes.FloatType)
          .add("score_image", DataTypes.FloatType)
          .add("score_cross", DataTypes.FloatType)
          .add("score_name", DataTypes.FloatType)
          .add("margin", DataTypes.FloatType)
          .add("candidates", new ArrayType(Schemas.SCORED, true))
          .add("description", DataTypes.StringType)
          .add("enrichment_status", DataTypes.StringType)
          .add("image_status", DataTypes.StringType)
          .add("model_version", DataTypes.StringType)
          .add("kb_version", DataTypes.StringType)
          .add("run_id", DataTypes.StringType)
          .add("linked_at", DataTypes.TimestampType)
          .add("extra", DataTypes.StringType);

  private Links() {}

  /** Writes links that are not partitioned. */
  public static Void write(Dataset<Row> linked, String directory, String runId) {
    return write(linked, directory, runId, LinkPartitions.NONE);
  }

  /**
   * Reads links. Values in the names of partition directories keep the types of {@link #SCHEMA}.
   *
   * @param directory that {@link #write} wrote to
   */
  public static Dataset<Row> read(SparkSession spark, String directory) {
    return spark.read().schema(SCHEMA).parquet(directory + "/links");
  }

  /**
   * Writes links.
   *
   * @param linked as {@link EntityLinker} gives them; without the columns of an enrichment they are
   *     marked as not enriched
   * @param partitions the columns that they are partitioned by
   */
  public static Void write(
      Dataset<Row> linked, String directory, String runId, LinkPartitions partitions) {
    save(columns(linked, runId).select(columns()), directory, partitions, LinkFormat.PARQUET);
    return null;
  }

  /**
   * Writes links that are complete, such as those of a table, and counts what was written.
   *
   * @param links rows with at least the columns of {@link #SCHEMA}
   * @param partitions the columns that they are partitioned by
   * @return the number of links in the files
   */
  public static long copy(
      Dataset<Row> links, String directory, LinkPartitions partitions, LinkFormat format) {
    save(links, directory, partitions, format);
    return JobDescription.during(
        links.sparkSession(),
        "Count links",
        () -> format.count(links.sparkSession(), directory + "/links"));
  }

  private static void save(
      Dataset<Row> links, String directory, LinkPartitions partitions, LinkFormat format) {
    JobDescription.during(
        links.sparkSession(),
        "Write links",
        () ->
            format.write(
                partitions.gathered(partitions.added(links)),
                partitions.columns(),
                directory + "/links"));
  }

  /**
   * Completes the columns of links.
   *
   * @param linked as {@link EntityLinker} gives them; without the columns of an enrichment they are
   *     marked as not enriched
   * @return with the columns of {@link #SCHEMA} and all others of {@code linked}
   */
  public static Dataset<Row> columns(Dataset<Row> linked, String runId) {
    List<String> there = Arrays.asList(linked.columns());
    Dataset<Row> rows =
        linked.withColumn("run_id", lit(runId)).withColumn("linked_at", current_timestamp());
    if (!there.contains("description")) {
      rows = rows.withColumn("description", lit(null).cast("string"));
    }
    return there.contains("enrichment_status")
        ? rows
        : rows.withColumn("enrichment_status", lit("off"));
  }

  private static Column[] columns() {
    return Arrays.stream(SCHEMA.fieldNames()).map(name -> col(name)).toArray(Column[]::new);
  }
}
