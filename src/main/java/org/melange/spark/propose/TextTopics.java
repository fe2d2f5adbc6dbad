package org.melange.spark.propose;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.xxhash64;

import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.clustering.KMeans;
import org.apache.spark.ml.feature.HashingTF;
import org.apache.spark.ml.feature.IDF;
import org.apache.spark.ml.feature.Normalizer;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import org.melange.config.JavaBlas;

/**
 * Clusters texts with MLlib: k-means over TF-IDF vectors of unit length. The Euclidean distance of
 * such vectors orders as the cosine does.
 *
 * <p>It is fitted to at most {@value #MAX_TEXTS} texts in one partition, in a defined order.
 * Otherwise the sums of floating point numbers, and with them the clusters, would depend on how the
 * texts are partitioned.
 *
 * @param topics the number of clusters; 0: the square root of half the number of texts, at most 200
 * @param seed of the clustering
 */
record TextTopics(int topics, long seed) {

  static {
    JavaBlas.prefer();
  }

  /** The column with the number of the cluster. */
  static final String TOPIC = "topic";

  /** Centers are dense vectors of this length. */
  private static final int FEATURES = 1 << 12;

  private static final int MAX_TEXTS = 200_000;
  private static final int MAX_TOPICS = 200;

  /**
   * Adds {@link #TOPIC}.
   *
   * @param mentions rows with {@code post_id}, {@code mention_id} and {@code words}
   */
  Dataset<Row> of(Dataset<Row> mentions) {
    long count = mentions.count();
    if (count == 0) {
      return mentions.withColumn(TOPIC, lit(0));
    }
    Dataset<Row> sample = sample(mentions, count).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      return fitted(sample, count).transform(mentions).drop("tf", "tfidf", "features");
    } finally {
      sample.unpersist();
    }
  }

  /** Those with the smallest hashes, so that the choice depends on nothing but the mentions. */
  private static Dataset<Row> sample(Dataset<Row> mentions, long count) {
    Column[] key = {col("post_id"), col("mention_id")};
    Dataset<Row> texts = mentions.select(key[0], key[1], col("words"));
    Dataset<Row> chosen =
        count <= MAX_TEXTS ? texts : texts.orderBy(xxhash64(key), key[0], key[1]).limit(MAX_TEXTS);
    return chosen.repartition(1).sortWithinPartitions(key);
  }

  private PipelineModel fitted(Dataset<Row> sample, long count) {
    PipelineStage[] stages = {
      new HashingTF().setNumFeatures(FEATURES).setInputCol("words").setOutputCol("tf"),
      new IDF().setInputCol("tf").setOutputCol("tfidf"),
      new Normalizer().setInputCol("tfidf").setOutputCol("features"),
      new KMeans().setK(clusters(count)).setSeed(seed).setPredictionCol(TOPIC)
    };
    return new Pipeline().setStages(stages).fit(sample);
  }

  private int clusters(long count) {
    int rule = (int) Math.min(MAX_TOPICS, Math.ceil(Math.sqrt(count / 2.0)));
    return topics > 0 ? topics : Math.max(2, rule);
  }
}
