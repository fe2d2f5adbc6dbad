package org.melange.spark.features;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.melange.config.VerifySettings.Checksums;
import org.melange.run.Manifest;
import org.melange.spark.io.HadoopFiles;
import org.melange.spark.io.JobDescription;
import org.melange.spark.io.ListedFiles;

/**
 * CLIP's features by content, kept over runs ({@code contracts.md}). Parts are only ever added,
 * each in its own directory, and are read once they have a manifest. So runs may share a store, and
 * what a run finished before it failed serves the next. A damaged part is set aside.
 *
 * @param directory of the store
 * @param encoder identifies what was computed: weights, precision, and preparation of the inputs
 * @param runId identifies this run's parts
 * @param checksums when the contents of parts are compared with their manifests
 */
record FeatureStore(String directory, String encoder, String runId, Checksums checksums) {

  /** A content and what CLIP makes of it; features are null where it could not be used. */
  static final StructType SCHEMA =
      new StructType()
          .add("content_key", DataTypes.StringType)
          .add("content_status", DataTypes.StringType)
          .add("pooled", DataTypes.BinaryType)
          .add("tokens", DataTypes.BinaryType);

  /** Contents that are computed before they are added, at most: what a failed run may lose. */
  private static final long PART = 100_000;

  private static final String STATUS = "status";
  private static final String FAILED = "failed";

  /** What a content is. */
  enum Kind {
    /** Token ids. */
    TEXTS,
    /** The bytes of an image file. */
    IMAGES
  }

  /** Features that were computed with this encoder, one row a content. */
  Dataset<Row> known(SparkSession spark, Kind kind) {
    return read(spark, parts(kind, ""), PreparedImage.OK).dropDuplicates("content_key");
  }

  /** What this run could not use, one row a content: tried again by the next. */
  Dataset<Row> refused(SparkSession spark, Kind kind) {
    return read(spark, parts(kind, runId + "-"), FAILED);
  }

  private List<FeaturePart> parts(Kind kind, String prefix) {
    return HadoopFiles.directories(place(kind) + "/part=" + prefix + "*", Manifest.FILE).stream()
        .map(part -> FeaturePart.open(part, checksums))
        .flatMap(Optional::stream)
        .toList();
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
      String contents = kind.name().toLowerCase(Locale.ROOT);
      SparkSession spark = cached.sparkSession();
      long count =
          JobDescription.during(
              spark, "Find " + contents + " that the feature store lacks", cached::count);
      long parts = (count + PART - 1) / PART;
      for (long part = 0; part < parts; part++) {
        Dataset<Row> some =
            parts == 1
                ? cached
                : cached.filter(pmod(xxhash64(col("content_key")), lit(parts)).equalTo(lit(part)));
        String partDirectory = place(kind) + "/part=" + runId + "-" + part;
        JobDescription.during(
            spark,
            "Compute features of " + contents + ", part " + (part + 1) + " of " + parts,
            () ->
                compute
                    .apply(some)
                    .withColumn(
                        STATUS,
                        when(col("content_status").equalTo(PreparedImage.OK), PreparedImage.OK)
                            .otherwise(FAILED))
                    .write()
                    .partitionBy(STATUS)
                    .parquet(partDirectory));
        FeaturePart.seal(partDirectory, runId);
      }
      return count;
    } finally {
      cached.unpersist();
    }
  }

  private static Dataset<Row> read(SparkSession spark, List<FeaturePart> parts, String kept) {
    return ListedFiles.read(
        spark,
        SCHEMA,
        parts.stream().flatMap(part -> part.files(STATUS + "=" + kept).stream()).toList());
  }

  private String place(Kind kind) {
    return place(directory, kind, encoder);
  }

  private static String place(String directory, Kind kind, String encoder) {
    return directory + "/" + kind.name().toLowerCase(Locale.ROOT) + "/encoder=" + encoder;
  }

  /** A pattern of all parts of an encoder, which may be a pattern itself. */
  static String parts(String directory, Kind kind, String encoder) {
    return place(directory, kind, encoder) + "/part=*";
  }
}
