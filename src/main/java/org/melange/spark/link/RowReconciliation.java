package org.melange.spark.link;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.lit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.melange.corpus.Rejection.Stage;
import org.melange.run.Summary;
import org.melange.spark.io.JobDescription;
import org.melange.spark.kb.MentionExtractor;
import org.melange.spark.post.Quarantine;
import org.melange.spark.row.ValueCounts;

/**
 * Compares the links of a run with the mentions that it read, as counted in the written files.
 *
 * @param input what came in
 * @param linked mentions with an entity
 * @param nil mentions without one
 * @param images mentions by {@code image_status}
 * @param descriptions mentions by {@code enrichment_status}
 */
public record RowReconciliation(
    Input input, long linked, long nil, Map<String, Long> images, Map<String, Long> descriptions) {

  private static final String IMAGES = "image_status";
  private static final String DESCRIPTIONS = "enrichment_status";

  /**
   * What came in.
   *
   * @param posts all posts read, rejected ones too
   * @param rejectedPosts posts that were rejected
   * @param rejectedMentions mentions rejected in posts that were kept
   * @param mentions mentions to be linked
   * @param postsWithMentions posts that have one
   */
  public record Input(
      long posts,
      long rejectedPosts,
      long rejectedMentions,
      long mentions,
      long postsWithMentions) {

    /**
     * Counts what came in.
     *
     * @param posts those that can be used
     * @param mentions as {@link MentionExtractor} gives them
     * @param rejected counts by {@code stage/reason}
     */
    public static Input of(Dataset<Row> posts, Dataset<Row> mentions, Map<String, Long> rejected) {
      SparkSession spark = posts.sparkSession();
      Dataset<Row> counted = mentions.agg(count(lit(1)), countDistinct("post_id"));
      Row counts = JobDescription.during(spark, "Count mentions", counted::first);
      long usable = JobDescription.during(spark, "Count posts", posts::count);
      long rejectedPosts = Quarantine.posts(rejected);
      return new Input(
          usable + rejectedPosts,
          rejectedPosts,
          Quarantine.sum(rejected, Stage.MENTION),
          counts.getLong(0),
          counts.getLong(1));
    }
  }

  /**
   * Counts what was written and compares.
   *
   * @throws IllegalStateException if a mention was lost or written twice
   */
  public static RowReconciliation of(SparkSession spark, String directory, Input input) {
    return JobDescription.during(
        spark, "Count links", () -> of(Links.read(spark, directory), input));
  }

  private static RowReconciliation of(Dataset<Row> links, Input input) {
    Row counts =
        links
            .agg(
                count(col("qid")),
                count(lit(1)),
                countDistinct("post_id"),
                countDistinct("post_id", "mention_id"))
            .first();
    long rows = counts.getLong(1);
    if (rows != input.mentions()
        || counts.getLong(3) != rows
        || counts.getLong(2) != input.postsWithMentions()) {
      throw new IllegalStateException(
          "input and links do not agree: "
              + input
              + "; links with an entity, links, posts, mentions: "
              + counts);
    }
    Map<String, Map<String, Long>> statuses = ValueCounts.of(links, List.of(IMAGES, DESCRIPTIONS));
    return new RowReconciliation(
        input,
        counts.getLong(0),
        rows - counts.getLong(0),
        statuses.get(IMAGES),
        statuses.get(DESCRIPTIONS));
  }

  /** The counts as a job's summary has them. */
  public Summary summary() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("posts", input.posts());
    values.put("posts_quarantined", input.rejectedPosts());
    values.put(
        "posts_without_mentions",
        input.posts() - input.rejectedPosts() - input.postsWithMentions());
    values.put("mentions", input.mentions() + input.rejectedMentions());
    values.put("linked", linked);
    values.put("nil", nil);
    values.put("mentions_quarantined", input.rejectedMentions());
    values.put("quarantined", input.rejectedPosts() + input.rejectedMentions());
    values.put("images", images);
    values.put("statuses", descriptions);
    return new Summary(values);
  }
}
