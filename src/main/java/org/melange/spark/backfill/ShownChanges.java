package org.melange.spark.backfill;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.substring;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.melange.config.TableSettings;
import org.melange.report.ChangesPage.Flow;
import org.melange.report.ChangesPage.RemovedEntity;
import org.melange.report.MarkedText;
import org.melange.report.ShownChange;
import org.melange.report.ShownChange.Decision;
import org.melange.report.ShownEntity;
import org.melange.spark.io.JobDescription;
import org.melange.spark.kb.EntityTextRows;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.report.PostExcerpts.Excerpt;

/**
 * Rows of {@link ListedChanges} as a page shows them, with descriptions of entities.
 *
 * @param before descriptions of the earlier knowledge base by QID
 * @param after descriptions of the knowledge base of now by QID
 */
record ShownChanges(Map<String, String> before, Map<String, String> after) {

  /** Code points of the text before and after a mention. */
  private static final int AROUND = 400;

  private static final int MAX_DESCRIPTION = 500;

  /**
   * Reads descriptions of entities.
   *
   * @param before QIDs of earlier links
   * @param after QIDs of links of now
   * @param table how executors get the indexes of the knowledge bases
   */
  static ShownChanges of(
      SparkSession spark,
      KnowledgeBase earlier,
      List<String> before,
      KnowledgeBase now,
      List<String> after,
      TableSettings table) {
    return new ShownChanges(
        descriptions(spark, earlier, before, table), descriptions(spark, now, after, table));
  }

  private static Map<String, String> descriptions(
      SparkSession spark, KnowledgeBase base, List<String> qids, TableSettings table) {
    List<String> wanted = qids.stream().filter(Objects::nonNull).distinct().toList();
    Map<String, String> descriptions = new HashMap<>();
    if (wanted.isEmpty()) {
      return descriptions;
    }
    Dataset<Row> rows =
        EntityTextRows.of(spark, base.index(spark, table), wanted)
            .select(col("qid"), substring(col("description"), 1, MAX_DESCRIPTION));
    JobDescription.during(spark, "Read the descriptions of entities", rows::collectAsList)
        .forEach(row -> descriptions.put(row.getString(0), row.getString(1)));
    return descriptions;
  }

  /** A row of {@link ListedChanges#flows}. */
  Flow flow(Row row) {
    return new Flow(
        entity(row, ListedChanges.BEFORE, before),
        entity(row, ListedChanges.AFTER, after),
        row.<Long>getAs("links"));
  }

  /** A row of {@link ListedChanges#removed}. */
  RemovedEntity removed(Row row) {
    return new RemovedEntity(
        entity(row, ListedChanges.BEFORE, before),
        row.<Long>getAs(LinkChanges.RELINKED),
        row.<Long>getAs(LinkChanges.UNLINKED),
        row.<Long>getAs(LinkChanges.GONE));
  }

  /**
   * A changed link.
   *
   * @param post around the mention; null if its content is not known
   */
  ShownChange change(Row row, Excerpt post) {
    String kind = row.getAs("kind");
    String mention = row.getAs("mention");
    return new ShownChange(
        row.getAs("post_id"),
        row.getAs("mention_id"),
        kind,
        post == null
            ? new MarkedText("", mention, "")
            : MarkedText.of(post.text(), mention, post.start(), post.end(), AROUND),
        post == null ? null : post.thumbnail(),
        row.getAs("image_status"),
        kind.equals(LinkChanges.NEW) ? null : decision(row, ListedChanges.BEFORE, before),
        kind.equals(LinkChanges.GONE) ? null : decision(row, ListedChanges.AFTER, after),
        row.getList(row.fieldIndex("causes")),
        row.getList(row.fieldIndex("causing_qids")));
  }

  private static Decision decision(Row row, String side, Map<String, String> descriptions) {
    return new Decision(
        row.getAs("qid" + side) == null ? null : entity(row, side, descriptions),
        row.<Float>getAs("score" + side),
        row.<Double>getAs("confidence" + side));
  }

  private static ShownEntity entity(Row row, String side, Map<String, String> descriptions) {
    String qid = row.getAs("qid" + side);
    return new ShownEntity(qid, row.getAs("label" + side), descriptions.get(qid));
  }
}
