package org.melange.spark.report;

import java.util.Collection;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.melange.config.Settings;
import org.melange.spark.kb.EntityTextRows;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.link.Links;

/**
 * Links on disk, and what they were made from.
 *
 * @param directory the output directory of {@code annotate}
 * @param posts rows of {@link org.melange.spark.row.Schemas#POST}
 * @param base the knowledge base
 * @param imagesRoot what relative image URIs of posts are relative to
 * @param settings which images may be read
 */
public record LinkSources(
    String directory,
    Dataset<Row> posts,
    KnowledgeBase base,
    String imagesRoot,
    Settings settings) {

  /** The links. */
  public Dataset<Row> links() {
    return Links.read(spark(), directory);
  }

  /** The rejected records. */
  Dataset<Row> quarantine() {
    return spark().read().parquet(directory + "/quarantine");
  }

  /** The session of the posts. */
  SparkSession spark() {
    return posts.sparkSession();
  }

  /**
   * Rows of {@code qid}, {@code label} and {@code description} of these entities; those that the
   * knowledge base does not have are left out.
   */
  Dataset<Row> texts(Collection<String> qids) {
    return EntityTextRows.of(spark(), base.index(spark(), settings.link().table()), qids);
  }

  /** What relative image URIs of entities are relative to. */
  String entityImagesRoot() {
    return base.manifest().fact("images_root").orElse(".");
  }
}
