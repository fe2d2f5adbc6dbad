package org.melange.spark.propose;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.trim;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.storage.StorageLevel;
import org.melange.propose.ProposalKind;
import org.melange.propose.ProposalRules;
import org.melange.spark.kb.KnowledgeBase;

/**
 * Finds proposals in the links of a corpus. Close it to release what it caches.
 *
 * <pre>{@code
 * try (ProposalFinder finder = new ProposalFinder(store.links(), store.posts(), base, rules)) {
 *   finder.proposals().write().parquet("proposals");
 * }
 * }</pre>
 */
public final class ProposalFinder implements AutoCloseable {

  private final KnowledgeBase base;
  private final ProposalRules rules;
  private final SparkSession spark;
  private final Dataset<Row> mentions;
  private final List<Dataset<Row>> cached = new ArrayList<>();

  /**
   * @param links rows of a links table
   * @param posts rows of its posts table
   * @param base what is known
   */
  public ProposalFinder(
      Dataset<Row> links, Dataset<Row> posts, KnowledgeBase base, ProposalRules rules) {
    this.base = base;
    this.rules = rules;
    this.spark = links.sparkSession();
    Dataset<Row> entities =
        base.entities(spark)
            .select(
                col("qid"),
                col("label"),
                coalesce(size(col("images")), lit(0)).gt(0).as("has_image"),
                trim(col("description")).notEqual("").as("has_description"));
    this.mentions = cached(MentionEvidence.of(links, posts, rules).join(entities, "qid", "left"));
  }

  private Dataset<Row> cached(Dataset<Row> rows) {
    Dataset<Row> kept = rows.persist(StorageLevel.MEMORY_AND_DISK());
    cached.add(kept);
    return kept;
  }

  /** Rows of {@link ProposalCodec#SCHEMA}, ordered by kind, QID and value, in one partition. */
  public Dataset<Row> proposals() {
    Column firstPost = get(col("evidence"), lit(0)).getField("post_id");
    return supporting()
        .repartition(col("kind"), col("group"))
        .sortWithinPartitions(
            col("kind"),
            col("group"),
            col("confidence").desc_nulls_last(),
            col("post_id"),
            col("mention_id"))
        .mapPartitions(new FindProposals(rules), Encoders.row(ProposalCodec.SCHEMA))
        .repartition(1)
        .sortWithinPartitions(col("kind"), number(), col("qid"), col("value"), firstPost);
  }

  /** Q9 before Q10; without a QID last. */
  private static Column number() {
    return substring(col("qid"), 2, 20).try_cast(DataTypes.LongType).asc_nulls_last();
  }

  /** The mentions that support each group; a mention may support several. */
  private Dataset<Row> supporting() {
    Dataset<Row> linked = mentions.filter("label is not null");
    Dataset<Row> images = linked.filter("not has_image and image is not null");
    Dataset<Row> undescribed = linked.filter("not has_description");
    return grouped(images, ProposalKind.IMAGE, col("qid"))
        .union(grouped(undescribed, ProposalKind.DESCRIPTION, col("qid")))
        .union(grouped(unknownNames(linked), ProposalKind.ALIAS, col("qid"), col("name")))
        .union(grouped(newNames(), ProposalKind.NEW_ENTITY, col("name"), col(TextTopics.TOPIC)));
  }

  /** Mentions by names that their entities do not have. */
  private Dataset<Row> unknownNames(Dataset<Row> linked) {
    Dataset<Row> known =
        base.names(spark).select(col("qid").as("known_qid"), col("name").as("known_name"));
    Column isKnown =
        col("qid")
            .equalTo(col("known_qid"))
            .and(col("known_name").isin(col("name"), col("folded")));
    return linked.filter("name != ''").join(known, isKnown, "left_anti");
  }

  /** NIL mentions by frequent names that no entity has, with their topics. */
  private Dataset<Row> newNames() {
    Dataset<Row> known = base.names(spark).select(col("name").as("known_name"));
    Dataset<Row> frequent =
        mentions
            .filter("qid is null and name != ''")
            .join(known, col("known_name").equalTo(col("name")), "left_anti")
            .join(known, col("known_name").equalTo(col("folded")), "left_anti")
            .withColumn("mentions", count(lit(1)).over(Window.partitionBy("name")))
            .filter(col("mentions").geq(rules.minPosts()));
    return new TextTopics(rules.topics(), rules.seed()).of(cached(frequent));
  }

  private static Dataset<Row> grouped(Dataset<Row> mentions, ProposalKind kind, Column... group) {
    return mentions.select(
        lit(kind.code()).as("kind"),
        concat_ws("\n", group).as("group"),
        col("qid"),
        col("label"),
        col("post_id"),
        col("mention_id"),
        col("mention"),
        col("confidence"),
        col("text_key"),
        col("text"),
        col("image"),
        col("images"),
        col("language"),
        col("url"));
  }

  @Override
  public void close() {
    cached.forEach(Dataset::unpersist);
  }
}
