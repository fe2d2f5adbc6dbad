package org.melange.example;

import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.melange.spark.enrich.DescriptionEnricher;
import org.melange.spark.features.ClipFeatures;
import org.melange.spark.kb.CandidateGenerator;
import org.melange.spark.kb.MentionExtractor;
import org.melange.spark.link.EntityLinker;

/** Links the mentions of posts in JSON Lines and writes the links as Parquet. */
public final class LinkPosts {

  private LinkPosts() {}

  /** Arguments: posts, knowledge base, model, entity table, directory of the images, output. */
  public static void main(String[] args) {
    SparkSession spark = SparkSession.builder().appName("LinkPosts").getOrCreate();
    Dataset<Row> posts = spark.read().json(args[0]);
    link(posts, args[1], args[2], args[3], args[4])
        .select("post_id", "mention", "qid", "label", "score", "confidence", "image_status")
        .write()
        .parquet(args[5]);
  }

  static Dataset<Row> link(
      Dataset<Row> posts, String kb, String model, String table, String images) {
    PipelineStage[] stages = {
      new MentionExtractor().setKb(kb).setMaxPerPost(100),
      new DescriptionEnricher().setKb(kb),
      new CandidateGenerator().setKb(kb).setLimit(50),
      new ClipFeatures().setModel(model).setImagesRoot(images),
      new EntityLinker().setModel(model).setTable(table).setTopK(3)
    };
    return new Pipeline().setStages(stages).fit(posts).transform(posts);
  }
}
