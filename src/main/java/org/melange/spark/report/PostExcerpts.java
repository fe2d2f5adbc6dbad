package org.melange.spark.report;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.slice;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.when;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.melange.config.ImageSettings;
import org.melange.spark.features.Thumbnails;
import org.melange.spark.io.JobDescription;

/** Parts of posts around mentions, collected. Long texts are truncated before. */
public final class PostExcerpts {

  private static final StructType WANTED =
      StructType.fromDDL("id string, post_id string, span_start int, span_end int, usable boolean");

  /** Statuses of images that may be readable. */
  private static final Set<String> SHOWN = Set.of("ok", "unused");

  /** Code points of a text that are collected before and after a mention. */
  private static final int AROUND = 1_000;

  private PostExcerpts() {}

  /**
   * A mention whose post is wanted.
   *
   * @param id identifies the mention among those that are wanted
   * @param postId the post
   * @param start of the mention; null if unknown
   * @param end of the mention; null if unknown
   * @param imageStatus what became of the image
   */
  public record Wanted(String id, String postId, Integer start, Integer end, String imageStatus) {}

  /**
   * A post around a mention.
   *
   * @param text a part of its text
   * @param start of the mention in that part; null if unknown
   * @param end of the mention in that part; null if unknown
   * @param thumbnail a {@code data:} URI; null without a usable image
   */
  public record Excerpt(String text, Integer start, Integer end, String thumbnail) {}

  /**
   * The posts by the identifier of the mention, with thumbnails of usable images. Posts that do not
   * exist are left out.
   *
   * @param posts with {@code post_id}, {@code text} and {@code images} of {@link
   *     org.melange.spark.row.Schemas#POST}
   * @param imagesRoot what relative image URIs are relative to
   * @param images which files may be read
   * @param wanted few
   */
  public static Map<String, Excerpt> of(
      Dataset<Row> posts, String imagesRoot, ImageSettings images, Collection<Wanted> wanted) {
    List<Row> spans =
        wanted.stream()
            .map(
                mention ->
                    RowFactory.create(
                        mention.id(),
                        mention.postId(),
                        mention.start(),
                        mention.end(),
                        SHOWN.contains(mention.imageStatus())))
            .toList();
    Column before = greatest(col("span_start").minus(AROUND), lit(0));
    Column length = col("span_end").minus(before).plus(AROUND);
    Dataset<Row> rows =
        posts
            .select("post_id", "text", "images")
            .join(broadcast(posts.sparkSession().createDataFrame(spans, WANTED)), "post_id")
            .select(
                col("id"),
                substring(
                        col("text"),
                        coalesce(before.plus(1), lit(1)),
                        coalesce(length, lit(2 * AROUND)))
                    .as("text"),
                col("span_start").minus(before).as("start"),
                col("span_end").minus(before).as("end"),
                onlyIf(col("usable"), slice(col("images"), 1, 1)).as("images"));
    Map<String, Excerpt> excerpts = new HashMap<>();
    JobDescription.during(
            posts.sparkSession(),
            "Shrink the images of posts",
            () -> Thumbnails.of(rows, imagesRoot, images).collectAsList())
        .forEach(row -> excerpts.put(row.getAs("id"), excerpt(row)));
    return excerpts;
  }

  private static Excerpt excerpt(Row row) {
    return new Excerpt(
        row.getAs("text"),
        row.<Integer>getAs("start"),
        row.<Integer>getAs("end"),
        row.getAs("thumbnail"));
  }

  /** {@code images}, or none of them. */
  static Column onlyIf(Column condition, Column images) {
    return when(condition, images).otherwise(slice(images, 1, 0));
  }
}
