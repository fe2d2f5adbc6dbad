package org.melange.spark.report;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.slice;
import static org.apache.spark.sql.functions.substring;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.melange.spark.features.EntityImages;
import org.melange.spark.features.Thumbnails;
import org.melange.spark.io.JobDescription;
import org.melange.spark.report.PostExcerpts.Excerpt;
import org.melange.spark.report.PostExcerpts.Wanted;

/**
 * The rows of a sample, collected: links, posts, and entities. Long texts are truncated before they
 * are collected.
 */
final class SampledRows {

  private static final String[] KEYS = {"post_id", "mention_id"};

  private static final int MAX_DESCRIPTION = 500;

  private final LinkSources sources;
  private final Map<String, Row> links;

  private SampledRows(LinkSources sources, Map<String, Row> links) {
    this.sources = sources;
    this.links = links;
  }

  /**
   * An entity.
   *
   * @param label its label
   * @param description the beginning of its description
   * @param thumbnail a {@code data:} URI; null without a usable image
   */
  record EntityRow(String label, String description, String thumbnail) {}

  /** Reads the links with these keys. */
  static SampledRows of(LinkSources sources, List<Row> keys) {
    List<Row> plain = new ArrayList<>();
    keys.forEach(
        row -> plain.add(RowFactory.create(row.getAs("post_id"), row.getAs("mention_id"))));
    Dataset<Row> wanted =
        sources
            .spark()
            .createDataFrame(plain, StructType.fromDDL("post_id string, mention_id string"));
    Dataset<Row> links = sources.links().drop("extra").join(broadcast(wanted), KEYS);
    return new SampledRows(
        sources,
        byKey(
            collected(sources, "Read the links of a sample", links), SampledRows::key, row -> row));
  }

  /** The link with this key. */
  Row link(Row key) {
    return links.get(key(key));
  }

  static String key(Row row) {
    String post = row.getAs("post_id");
    return post.length() + " " + post + row.getAs("mention_id");
  }

  /** The posts by key, with thumbnails of usable images. */
  Map<String, Excerpt> posts() {
    List<Wanted> wanted = new ArrayList<>();
    links.forEach(
        (key, link) ->
            wanted.add(
                new Wanted(
                    key,
                    link.getAs("post_id"),
                    link.<Integer>getAs("span_start"),
                    link.<Integer>getAs("span_end"),
                    link.getAs("image_status"))));
    return PostExcerpts.of(
        sources.posts(), sources.imagesRoot(), sources.settings().images(), wanted);
  }

  /**
   * Entities by QID; those that the knowledge base does not have are left out.
   *
   * @param pictured those with a thumbnail, if their image is usable
   */
  Map<String, EntityRow> entities(Collection<String> qids, Set<String> pictured) {
    Map<String, String> thumbnails = thumbnails(pictured);
    Dataset<Row> texts =
        sources
            .texts(qids)
            .withColumn("description", substring(col("description"), 1, MAX_DESCRIPTION));
    return byKey(
        collected(sources, "Read labels and descriptions of entities", texts),
        row -> row.getAs("qid"),
        row ->
            new EntityRow(
                row.getAs("label"), row.getAs("description"), thumbnails.get(row.getAs("qid"))));
  }

  /** Thumbnails of entities with a usable image. */
  private Map<String, String> thumbnails(Set<String> qids) {
    if (qids.isEmpty() || !sources.base().mayHaveImages()) {
      return Map.of();
    }
    Dataset<Row> wanted =
        sources.spark().createDataset(List.copyOf(qids), Encoders.STRING()).toDF("qid");
    Dataset<Row> entities =
        sources
            .base()
            .entities(sources.spark())
            .select(col("qid"), slice(col("images"), 1, 1).as("images"))
            .join(broadcast(wanted), "qid");
    return byKey(
        collected(
            sources,
            "Shrink the images of entities",
            Thumbnails.of(
                EntityImages.structs(entities),
                sources.entityImagesRoot(),
                sources.settings().images())),
        row -> row.getAs("qid"),
        row -> row.getAs("thumbnail"));
  }

  private static List<Row> collected(LinkSources sources, String what, Dataset<Row> rows) {
    return JobDescription.during(sources.spark(), what, rows::collectAsList);
  }

  private static <T> Map<String, T> byKey(
      List<Row> rows, Function<Row, String> key, Function<Row, T> value) {
    Map<String, T> all = new HashMap<>();
    rows.forEach(row -> all.put(key.apply(row), value.apply(row)));
    return all;
  }
}
