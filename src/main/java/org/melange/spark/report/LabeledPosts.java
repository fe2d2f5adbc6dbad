package org.melange.spark.report;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.slice;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.melange.label.LabeledLink.MentionKey;
import org.melange.spark.features.ImageCopies;
import org.melange.spark.io.JobDescription;

/** What a data set of labeled links takes from the links, the posts and the knowledge base. */
public final class LabeledPosts {

  private final LinkSources sources;

  /** Reads from these links. */
  public LabeledPosts(LinkSources sources) {
    this.sources = sources;
  }

  /**
   * A link as it is in the files.
   *
   * @param mention the mention's text
   * @param qid its entity; null is NIL
   * @param runId the run that made it
   */
  public record WrittenLink(String mention, String qid, String runId) {}

  /**
   * A post.
   *
   * @param text its complete text
   * @param image the name of the copy of its image; null without one
   */
  public record WrittenPost(String text, String image) {}

  /** The links of these mentions; those that do not exist are left out. */
  public Map<MentionKey, WrittenLink> links(Collection<MentionKey> keys) {
    Dataset<Row> posts = ids(keys.stream().map(MentionKey::postId).distinct().toList());
    Dataset<Row> rows =
        sources
            .links()
            .select("post_id", "mention_id", "mention", "qid", "run_id")
            .join(broadcast(posts), "post_id");
    Map<MentionKey, WrittenLink> links = new HashMap<>();
    Set<MentionKey> wanted = Set.copyOf(keys);
    for (Row row : collected("Read the labeled links", rows)) {
      MentionKey key = new MentionKey(row.getAs("post_id"), row.getAs("mention_id"));
      if (wanted.contains(key)) {
        links.put(
            key, new WrittenLink(row.getAs("mention"), row.getAs("qid"), row.getAs("run_id")));
      }
    }
    return links;
  }

  /**
   * Posts with copies of their images.
   *
   * @param directory where images are copied to
   */
  public Map<String, WrittenPost> posts(Collection<String> ids, String directory) {
    Dataset<Row> rows =
        sources
            .posts()
            .select("post_id", "text", "images")
            .join(broadcast(ids(List.copyOf(ids))), "post_id")
            .withColumn("images", slice(col("images"), 1, 1));
    Dataset<Row> copied =
        ImageCopies.of(rows, sources.imagesRoot(), sources.settings().images(), directory);
    Map<String, WrittenPost> posts = new HashMap<>();
    collected("Copy the images of labeled posts", copied)
        .forEach(
            row ->
                posts.put(
                    row.getAs("post_id"),
                    new WrittenPost(row.getAs("text"), row.getAs("image_file"))));
    return posts;
  }

  /** The labels of entities by QID; those that the knowledge base does not have are left out. */
  public Map<String, String> labels(Collection<String> qids) {
    Map<String, String> labels = new HashMap<>();
    collected("Read the labels of entities", sources.texts(qids))
        .forEach(row -> labels.put(row.getAs("qid"), row.getAs("label")));
    return labels;
  }

  private Dataset<Row> ids(List<String> ids) {
    return sources.spark().createDataset(ids, Encoders.STRING()).toDF("post_id");
  }

  private List<Row> collected(String what, Dataset<Row> rows) {
    return JobDescription.during(sources.spark(), what, rows::collectAsList);
  }
}
