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
import org.melange.spark.link.LexicalEntityLinker;

/** Links the mentions of posts in JSON Lines and writes the links as Parquet. */
public final class LinkPosts {

  private LinkPosts() {}

  /**
   * Arguments: posts, knowledge base, output. To link with a model also: model, entity table,
   * directory of the images.
   */
  public static void main(String[] args) {
    SparkSession spark = SparkSession.builder().appName("LinkPosts").getOrCreate();
    Dataset<Row> posts = spark.read().json(args[0]);
    PipelineStage[] stages =
        args.length > 3 ? withModel(args[1], args[3], args[4], args[5]) : withoutModel(args[1]);
    new Pipeline()
        .setStages(stages)
        .fit(posts)
        .transform(posts)
        .select("post_id", "mention", "qid", "label", "score", "confidence", "image_status")
        .write()
        .parquet(args[2]);
  }

  private static PipelineStage[] withoutModel(String kb) {
    return new PipelineStage[] {
      new MentionExtractor().setKb(kb).setMaxPerPost(100), new LexicalEntityLinker().setKb(kb)
    };
  }

  private static PipelineStage[] withModel(String kb, String model, String table, String images) {
    return new PipelineStage[] {
      new MentionExtractor().setKb(kb).setMaxPerPost(100),
      new DescriptionEnricher().setKb(kb),
      new CandidateGenerator().setKb(kb).setLimit(50),
      new ClipFeatures().setModel(model).setImagesRoot(images),
      new EntityLinker().setModel(model).setTable(table).setTopK(3)
    };
  }
}
