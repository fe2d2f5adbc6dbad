package org.melange.spark.features;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.melange.spark.features.FeatureStore.Kind;
import org.melange.spark.features.FeatureStoreFunctions.Key;
import org.melange.spark.io.JobDescription;
import org.melange.spark.model.ModelTransformer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Features by way of a feature store: the contents of each row are hashed; those that the store
 * lacks are computed, once for all rows of the run, and added; then every row reads its features
 * from the store. Images that the store lacks are fetched twice, to be hashed and to be encoded.
 */
final class StoredFeatures {

  /** How the work on the device is started: {@link ModelTransformer#onDevice}. */
  interface Device {
    /** {@code rows} through {@code function} on devices. */
    Dataset<Row> run(
        Dataset<Row> rows, MapPartitionsFunction<Row, Row> function, StructType schema);
  }

  private static final Logger LOG = LoggerFactory.getLogger(StoredFeatures.class);

  private final SparkSession spark;
  private final EncoderSpec spec;
  private final FeatureStore store;
  private final Device device;
  private final Dataset<Row> keyed;

  private StoredFeatures(Dataset<Row> rows, EncoderSpec spec, FeatureStore store, Device device) {
    this.spark = rows.sparkSession();
    this.spec = spec;
    this.store = store;
    this.device = device;
    this.keyed =
        held(
            rows.mapPartitions(
                new Key(spec), Encoders.row(FeatureStoreFunctions.keyed(rows.schema()))));
  }

  /** Hashes the contents of {@code rows} when they are first read. */
  static StoredFeatures of(Dataset<Row> rows, EncoderSpec spec, FeatureStore store, Device device) {
    return new StoredFeatures(rows, spec, store, device);
  }

  /** Computes what is missing. */
  FeatureStoreStats compute() {
    Dataset<Row> texts =
        keyed
            .select(
                col(FeatureStoreFunctions.TEXT_KEY).as("content_key"),
                col(FeatureStoreFunctions.TEXT_IDS))
            .dropDuplicates("content_key");
    Dataset<Row> images =
        keyed
            .filter(col(FeatureStoreFunctions.IMAGE_KEY).isNotNull())
            .select(col(FeatureStoreFunctions.IMAGE_KEY).as("content_key"), col("images"))
            .dropDuplicates("content_key");
    try (FeatureStoreWriter writer = FeatureStoreWriter.open(store.directory(), store.runId())) {
      FeatureStoreStats stats =
          new FeatureStoreStats(
              JobDescription.during(spark, "Hash the contents of rows", texts::count),
              add(texts, Kind.TEXTS),
              JobDescription.during(spark, "Count images", images::count),
              add(images, Kind.IMAGES));
      LOG.info(
          "Feature store {}: computed {} of {} texts and {} of {} images",
          store.directory(),
          stats.textsComputed(),
          stats.texts(),
          stats.imagesComputed(),
          stats.images());
      return stats;
    }
  }

  private long add(Dataset<Row> wanted, Kind kind) {
    Dataset<Row> missing =
        wanted.join(
            store.known(spark, kind).select("content_key"), seq("content_key"), "left_anti");
    MapPartitionsFunction<Row, Row> encode =
        kind == Kind.TEXTS
            ? new FeatureStoreFunctions.Texts(spec)
            : new FeatureStoreFunctions.Images(spec);
    return store.add(missing, kind, rows -> device.run(rows, encode, FeatureStore.SCHEMA));
  }

  /** The rows with their features from the store. */
  Dataset<Row> features(StructType schema) {
    Dataset<Row> texts = as(slim(store.known(spark, Kind.TEXTS), Kind.TEXTS), "text");
    Dataset<Row> known =
        store.known(spark, Kind.IMAGES).unionByName(store.refused(spark, Kind.IMAGES));
    Dataset<Row> images = as(slim(known, Kind.IMAGES), "image");
    Dataset<Row> joined =
        keyed
            .join(texts, col(FeatureStoreFunctions.TEXT_KEY).equalTo(col("_text")), "left")
            .join(images, col(FeatureStoreFunctions.IMAGE_KEY).equalTo(col("_image")), "left")
            .withColumn(
                FeatureStoreFunctions.IMAGE_STATUS,
                coalesce(
                    col("_image_outcome"),
                    col(FeatureStoreFunctions.IMAGE_STATUS),
                    lit("unreadable")));
    return device.run(joined, new FeatureStoreFunctions.Assemble(spec), schema);
  }

  /** Of {@code known} what these rows need, as scoring needs it. */
  private Dataset<Row> slim(Dataset<Row> known, Kind kind) {
    String key =
        kind == Kind.TEXTS ? FeatureStoreFunctions.TEXT_KEY : FeatureStoreFunctions.IMAGE_KEY;
    Dataset<Row> wanted = keyed.select(col(key).as("content_key")).distinct();
    return device.run(
        known.join(wanted, seq("content_key"), "left_semi"),
        new FeatureStoreFunctions.Slim(spec, kind),
        FeatureStore.SCHEMA);
  }

  private static Dataset<Row> as(Dataset<Row> known, String of) {
    return known.select(
        col("content_key").as("_" + of),
        col("content_status").as("_" + of + "_outcome"),
        col("pooled").as("_" + of + "_pooled"),
        col("tokens").as("_" + of + "_tokens"));
  }

  private static scala.collection.immutable.Seq<String> seq(String column) {
    return scala.jdk.javaapi.CollectionConverters.asScala(List.of(column)).toSeq();
  }

  /**
   * Rows that are computed once and read several times. Spark unpersists them when the result is
   * garbage-collected.
   */
  private static Dataset<Row> held(Dataset<Row> rows) {
    return rows.sparkSession()
        .createDataFrame(rows.toJavaRDD().persist(StorageLevel.MEMORY_AND_DISK()), rows.schema());
  }
}
