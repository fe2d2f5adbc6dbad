package org.melange.spark.store;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.crc32;
import static org.apache.spark.sql.functions.encode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.when;

import java.util.Arrays;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.melange.spark.link.Links;
import org.melange.spark.row.Schemas;

/** The schemas of the tables of a {@link LinkStore}. {@code contracts.md} describes the columns. */
public final class StoreSchemas {

  /** The column that all tables are partitioned by. */
  public static final String BUCKET = "bucket";

  /** One row a mention: {@link Links#SCHEMA} and where it comes from. */
  public static final StructType LINKS =
      Schemas.concat(
              Links.SCHEMA.asNullable(), new StructType().add("post_hash", DataTypes.StringType))
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

  private StoreSchemas() {}

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
