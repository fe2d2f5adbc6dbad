package org.melange.spark.store;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.crc32;
import static org.apache.spark.sql.functions.encode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.when;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.melange.spark.link.Links;
import org.melange.spark.link.MentionLinker;
import org.melange.spark.row.Schemas;

/** The schemas of the tables of a {@link LinkStore}. {@code contracts.md} describes the columns. */
public final class StoreSchemas {

  /** The column that all tables are partitioned by. */
  public static final String BUCKET = "bucket";

  /**
   * What a post was linked from: the columns of {@link Schemas#POST}, and of images their
   * addresses.
   */
  public static final StructType RECORD =
      new StructType()
          .add("text", DataTypes.StringType)
          .add("mentions", new ArrayType(Schemas.MENTION.asNullable(), true))
          .add("images", new ArrayType(new StructType().add("uri", DataTypes.StringType), true))
          .add("extra", DataTypes.StringType);

  /** One row a mention: {@link Links#SCHEMA}, where it comes from and what it depends on. */
  public static final StructType LINKS =
      Schemas.concat(
              Links.SCHEMA.asNullable(), new StructType().add("post_hash", DataTypes.StringType))
          .add(Schemas.INPUT_KEY.asNullable().apply("input_key"))
          .add(Schemas.EVIDENCE.asNullable().apply("confidence_features"))
          .add(BUCKET, DataTypes.IntegerType);

  /** One row a post that was read, whatever became of it. */
  public static final StructType POSTS =
      new StructType()
          .add("post_id", DataTypes.StringType)
          .add("post_hash", DataTypes.StringType)
          .add("post_order", DataTypes.StringType)
          .add("state", DataTypes.StringType)
          .add("mentions", DataTypes.IntegerType)
          .add("model_version", DataTypes.StringType)
          .add("kb_version", DataTypes.StringType)
          .add("entity_table_version", DataTypes.StringType)
          .add("settings_version", DataTypes.StringType)
          .add("run_id", DataTypes.StringType)
          .add("updated_at", DataTypes.TimestampType)
          .add("calibration_version", DataTypes.StringType)
          .add("record", RECORD)
          .add(BUCKET, DataTypes.IntegerType);

  /** One row a rejected record or mention. */
  public static final StructType QUARANTINE =
      Schemas.concat(
              new StructType()
                  .add("rejection_id", DataTypes.StringType)
                  .add("post_id", DataTypes.StringType),
              Schemas.nullable(Schemas.REJECTION))
          .add("run_id", DataTypes.StringType)
          .add(BUCKET, DataTypes.IntegerType);

  /** Columns of links that not every {@link MentionLinker} gives. */
  private static final List<String> OPTIONAL = List.of("input_key", "confidence_features");

  private StoreSchemas() {}

  /**
   * Rows of {@link #LINKS}.
   *
   * @param linked what a {@link MentionLinker} gave, with {@code post_hash}
   * @param runId of the rows
   * @param buckets of the table
   * @param carried further columns that are kept
   */
  public static Dataset<Row> links(
      Dataset<Row> linked, String runId, int buckets, String... carried) {
    List<String> there = Arrays.asList(linked.columns());
    Dataset<Row> rows =
        Links.columns(linked, runId).withColumn(BUCKET, bucket(col("post_id"), buckets));
    for (StructField field : LINKS.fields()) {
      if (OPTIONAL.contains(field.name()) && !there.contains(field.name())) {
        rows = rows.withColumn(field.name(), lit(null).cast(field.dataType()));
      }
    }
    return rows.select(
        columns(
            Stream.concat(Arrays.stream(LINKS.fieldNames()), Arrays.stream(carried))
                .toArray(String[]::new)));
  }

  /**
   * Rows of {@link #QUARANTINE}, each rejection once.
   *
   * @param rejections with {@code post_id} and the columns of {@link Schemas#REJECTION}
   * @param runId of the rows
   * @param buckets of the table
   */
  public static Dataset<Row> rejections(Dataset<Row> rejections, String runId, int buckets) {
    Column id = rejectionId(col("post_id"), col("stage"), col("reason"), col("record"));
    return rejections
        .withColumn("rejection_id", id)
        .dropDuplicates("rejection_id")
        .withColumn("run_id", lit(runId))
        .withColumn(BUCKET, bucket(coalesce(col("post_id"), col("rejection_id")), buckets))
        .select(columns(QUARANTINE.fieldNames()));
  }

  /**
   * What is kept of a post, a column of the type {@link #RECORD}. Of images inside of the post, the
   * content is left out.
   *
   * @param images as in {@link Schemas#POST}
   */
  public static Column record(Column text, Column mentions, Column images, Column extra) {
    return struct(
            text.as("text"),
            mentions.as("mentions"),
            transform(images, image -> struct(image.getField("uri").as("uri"))).as("images"),
            extra.as("extra"))
        .cast(RECORD);
  }

  /** The images of a post as in {@link Schemas#POST}, from those of a {@link #RECORD}. */
  public static Column images(Column kept) {
    return transform(
        kept,
        image -> struct(image.getField("uri").as("uri"), lit(null).cast("binary").as("bytes")));
  }

  /** Columns by their names. */
  static Column[] columns(String... names) {
    return Arrays.stream(names).map(name -> col(name)).toArray(Column[]::new);
  }

  /** The bucket of a row: the CRC-32 of {@code key} in UTF-8, modulo the number of buckets. */
  static Column bucket(Column key, int buckets) {
    return pmod(crc32(encode(key, "UTF-8")), lit((long) buckets)).cast(DataTypes.IntegerType);
  }

  /** Identifies a rejection by its content, so that the same one is stored once. */
  static Column rejectionId(Column postId, Column stage, Column reason, Column record) {
    return sha2(
        encode(
            concat(
                when(postId.isNull(), "-").otherwise(concat(lit("="), postId)),
                lit("\n"),
                stage,
                lit("\n"),
                reason,
                lit("\n"),
                coalesce(record, lit(""))),
            "UTF-8"),
        256);
  }
}
