package org.melange.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * CLIP's features by content, kept over runs ({@code contracts.md}). Parts are only ever added,
 * each a folder of its own that counts from the moment it is complete: so runs may share a ledger,
 * and what one had finished before it failed serves the next.
 *
 * @param folder where the ledger lies
 * @param encoder names what was computed: weights, precision, and preparation of the inputs
 * @param runId names this run's parts
 */
record FeatureLedger(String folder, String encoder, String runId) {

  /** A content and what CLIP makes of it; features are null where it could not be used. */
  static final StructType SCHEMA =
      new StructType()
          .add("content_key", DataTypes.StringType)
          .add("status", DataTypes.StringType)
          .add("pooled", DataTypes.BinaryType)
          .add("tokens", DataTypes.BinaryType);

  /** Contents that are computed before they are added, at most: what a failed run may lose. */
  private static final long PART = 100_000;

  private static final String KEPT = "kept";

  /** What a content is. */
  enum Kind {
    /** Token ids. */
    TEXTS,
    /** The bytes of an image file. */
    IMAGES
  }

  /** Features that were computed with this encoder, one row a content. */
  Dataset<Row> known(SparkSession spark, Kind kind) {
    return read(spark, HadoopFiles.folders(place(kind) + "/part=*", "_SUCCESS"), PreparedImage.OK)
        .dropDuplicates("content_key");
  }

  /** What this run could not use, one row a content: tried again by the next. */
  Dataset<Row> refused(SparkSession spark, Kind kind) {
    return read(
        spark, HadoopFiles.folders(place(kind) + "/part=" + runId + "-*", "_SUCCESS"), "refused");
  }

  /**
   * Computes what is missing and adds it, part by part.
   *
   * @param missing rows with {@code content_key}, one a content
   * @param compute from such rows to those of {@link #SCHEMA}
   * @return how many contents were missing
   */
  long add(Dataset<Row> missing, Kind kind, UnaryOperator<Dataset<Row>> compute) {
    Dataset<Row> cached = missing.persist();
    try {
      long count = cached.count();
      long parts = (count + PART - 1) / PART;
      for (long part = 0; part < parts; part++) {
        Dataset<Row> some =
            parts == 1
                ? cached
                : cached.filter(pmod(xxhash64(col("content_key")), lit(parts)).equalTo(lit(part)));
        compute
            .apply(some)
            .withColumn(
                KEPT,
                org.apache
                    .spark
                    .sql
                    .functions
                    .when(col("status").equalTo(PreparedImage.OK), PreparedImage.OK)
                    .otherwise("refused"))
            .write()
            .partitionBy(KEPT)
            .parquet(place(kind) + "/part=" + runId + "-" + part);
      }
      return count;
    } finally {
      cached.unpersist();
    }
  }

  private static Dataset<Row> read(SparkSession spark, List<String> parts, String kept) {
    String[] paths =
        parts.stream()
            .map(part -> part + "/" + KEPT + "=" + kept)
            .filter(HadoopFiles::exists)
            .toArray(String[]::new);
    return paths.length == 0
        ? spark.createDataFrame(List.of(), SCHEMA)
        : spark.read().schema(SCHEMA).parquet(paths);
  }

  private String place(Kind kind) {
    return place(folder, kind, encoder);
  }

  private static String place(String folder, Kind kind, String encoder) {
    return folder + "/" + kind.name().toLowerCase(Locale.ROOT) + "/encoder=" + encoder;
  }

  /** A pattern of all parts of an encoder, which may be a pattern itself. */
  static String parts(String folder, Kind kind, String encoder) {
    return place(folder, kind, encoder) + "/part=*";
  }
}
