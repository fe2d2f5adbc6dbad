package org.melange.example;

import java.util.concurrent.TimeoutException;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;
import org.melange.config.Settings;
import org.melange.spark.kb.MentionExtractor;
import org.melange.spark.link.MentionLinker;
import org.melange.spark.store.LinkStore;
import org.melange.spark.store.LinkUpdate;
import org.melange.spark.store.UpdateInput;

/** Brings a links table up to date with posts in JSON Lines that arrive in a directory. */
public final class StreamLinks {

  private StreamLinks() {}

  /** Arguments: directory of the posts, knowledge base, links table, directory for checkpoints. */
  public static void main(String[] args) throws TimeoutException, StreamingQueryException {
    SparkSession spark = SparkSession.builder().appName("StreamLinks").getOrCreate();
    Settings settings = Settings.defaults();
    MentionExtractor extractor = new MentionExtractor().setKb(args[1]).setSettings(settings);
    MentionLinker linker = MentionLinker.lexical(args[1], settings);
    LinkStore store = LinkStore.create(spark, args[2], settings.run().buckets());
    StreamingQuery query =
        spark
            .readStream()
            .schema("post_id STRING, text STRING, deleted BOOLEAN")
            .json(args[0])
            .writeStream()
            .option("checkpointLocation", args[3])
            .trigger(Trigger.AvailableNow())
            .foreachBatch(
                (posts, batch) -> {
                  new LinkUpdate(store, extractor, linker, settings).run(UpdateInput.of(posts));
                })
            .start();
    query.awaitTermination();
  }
}
