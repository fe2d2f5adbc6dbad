package org.melange.spark.propose;

import static org.apache.spark.sql.functions.lit;

import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.clustering.KMeans;
import org.apache.spark.ml.feature.HashingTF;
import org.apache.spark.ml.feature.IDF;
import org.apache.spark.ml.feature.Normalizer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Clusters texts with MLlib: k-means over TF-IDF vectors of unit length. The Euclidean distance of
 * such vectors orders as the cosine does.
 *
 * <p>All texts are to be in one partition. Otherwise the sums of floating point numbers, and with
 * them the clusters, would depend on how the texts are partitioned.
 *
 * @param topics the number of clusters; 0: the square root of half the number of texts, at most 200
 * @param seed of the clustering
 */
record TextTopics(int topics, long seed) {

  /** The column with the number of the cluster. */
  static final String TOPIC = "topic";

  /** Centers are dense vectors of this length. */
  private static final int FEATURES = 1 << 12;

  private static final int MAX_TOPICS = 200;

  /**
   * Adds {@link #TOPIC}.
   *
   * @param mentions rows with {@code words}, in one partition, in a defined order, cached
   */
  Dataset<Row> of(Dataset<Row> mentions) {
    long count = mentions.count();
    return count == 0
        ? mentions.withColumn(TOPIC, lit(0))
        : fitted(mentions, count).transform(mentions).drop("tf", "tfidf", "features");
  }

  private PipelineModel fitted(Dataset<Row> mentions, long count) {
    PipelineStage[] stages = {
      new HashingTF().setNumFeatures(FEATURES).setInputCol("words").setOutputCol("tf"),
      new IDF().setInputCol("tf").setOutputCol("tfidf"),
      new Normalizer().setInputCol("tfidf").setOutputCol("features"),
      new KMeans().setK(clusters(count)).setSeed(seed).setPredictionCol(TOPIC)
    };
    return new Pipeline().setStages(stages).fit(mentions);
  }

  private int clusters(long count) {
    int rule = (int) Math.min(MAX_TOPICS, Math.ceil(Math.sqrt(count / 2.0)));
    return topics > 0 ? topics : Math.max(2, rule);
  }
}
