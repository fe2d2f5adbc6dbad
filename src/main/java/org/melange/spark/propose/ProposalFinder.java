package org.melange.spark.propose;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_distinct;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.mode;
import static org.apache.spark.sql.functions.round;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.slice;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;
import static org.melange.spark.propose.IndependentPosts.INDEPENDENT;
import static org.melange.spark.propose.IndependentPosts.columns;

import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
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
    this.mentions = MentionEvidence.of(links, posts, rules).persist(StorageLevel.MEMORY_AND_DISK());
  }

  /** Rows of {@link ProposalCodec#SCHEMA}, ordered by kind, QID and value, in one partition. */
  public Dataset<Row> proposals() {
    Column first = get(col("evidence"), lit(0)).getField("post_id");
    return images()
        .unionByName(aliases())
        .unionByName(newEntities())
        .unionByName(descriptions())
        .repartition(1)
        .sortWithinPartitions(col("kind"), number(), col("qid"), col("value"), first);
  }

  /** Q9 before Q10; without a QID last. */
  private static Column number() {
    return substring(col("qid"), 2, 20).try_cast(DataTypes.LongType).asc_nulls_last();
  }

  private Dataset<Row> images() {
    Dataset<Row> pictured = linked(size(col("kb_images")).equalTo(0)).filter("image is not null");
    Dataset<Row> entities =
        grouped(IndependentPosts.of(pictured, "qid", "label"), rules.minPosts(), "qid", "label");
    Column pictures =
        slice(filter(col("evidence"), post -> post.getField(INDEPENDENT)), 1, rules.maxImages());
    Column others =
        filter(
            col("evidence"),
            post -> post.getField("post_id").notEqual(col("picture").getField("post_id")));
    return rows(
        entities
            .withColumn("picture", explode(pictures))
            .withColumn("evidence", concat(array(col("picture")), others)),
        ProposalKind.IMAGE,
        col("picture").getField("image"));
  }

  private Dataset<Row> aliases() {
    Dataset<Row> known =
        base.names(spark).select(col("qid").as("known_qid"), col("name").as("known_name"));
    Column isKnown =
        col("qid")
            .equalTo(col("known_qid"))
            .and(col("known_name").isin(col("name"), col("folded")));
    Dataset<Row> unknown = linked(lit(true)).filter("name != ''").join(known, isKnown, "left_anti");
    Dataset<Row> names =
        grouped(
            IndependentPosts.of(unknown, "qid", "label", "name"),
            rules.minPosts(),
            "qid",
            "label",
            "name");
    return rows(names, ProposalKind.ALIAS, col("surface"));
  }

  private Dataset<Row> newEntities() {
    Dataset<Row> known = base.names(spark).select(col("name").as("known_name"));
    Dataset<Row> unknown =
        mentions
            .filter("qid is null and name != ''")
            .join(known, col("known_name").equalTo(col("name")), "left_anti")
            .join(known, col("known_name").equalTo(col("folded")), "left_anti");
    Dataset<Row> frequent =
        unknown
            .groupBy("name")
            .agg(count_distinct(col("post_id")).as("name_posts"))
            .filter(col("name_posts").geq(rules.minPosts()))
            .select("name");
    Dataset<Row> topics =
        new TextTopics(rules.topics(), rules.seed())
            .of(unknown.join(frequent, new String[] {"name"}, "left_semi"));
    Dataset<Row> groups =
        grouped(
            IndependentPosts.of(topics, "name", TextTopics.TOPIC),
            rules.minPosts(),
            "name",
            TextTopics.TOPIC);
    Column none = lit(null).cast(DataTypes.StringType);
    return rows(
        groups.withColumn("qid", none).withColumn("label", none),
        ProposalKind.NEW_ENTITY,
        col("surface"));
  }

  private Dataset<Row> descriptions() {
    Dataset<Row> undescribed = linked(trim(col("kb_description")).equalTo(""));
    return rows(
        grouped(IndependentPosts.of(undescribed, "qid", "label"), rules.minLinks(), "qid", "label"),
        ProposalKind.DESCRIPTION,
        lit(null).cast(DataTypes.StringType));
  }

  /** Mentions that are linked to entities that the knowledge base has, by a condition on them. */
  private Dataset<Row> linked(Column condition) {
    Dataset<Row> entities =
        base.entities(spark)
            .select(
                col("qid"),
                col("label"),
                col("description").as("kb_description"),
                coalesce(col("images"), array()).as("kb_images"))
            .filter(condition)
            .select("qid", "label");
    return mentions.filter("qid is not null").join(entities, "qid");
  }

  /**
   * One row for each group that has enough independent posts.
   *
   * @param posts as {@link IndependentPosts} gives them
   * @param group its columns
   */
  private Dataset<Row> grouped(Dataset<Row> posts, int least, String... group) {
    Column evidence =
        struct(
            col("place"),
            col("post_id"),
            col("mention_id"),
            col("text"),
            col("image"),
            col("confidence"),
            col("url"),
            col(INDEPENDENT));
    Column counting = col(INDEPENDENT);
    Column[] order =
        Stream.concat(Stream.of(counting.desc()), Arrays.stream(IndependentPosts.order()))
            .toArray(Column[]::new);
    return posts
        .withColumn("place", row_number().over(IndependentPosts.within(group).orderBy(order)))
        .groupBy(columns(group))
        .agg(
            count_if(counting).as("posts"),
            count(lit(1)).as("posts_total"),
            mean(when(counting, col("confidence"))).as("confidence"),
            mode(when(counting, col("mention")), true).as("surface"),
            mode(when(counting, col("language")), true).as("language"),
            array_sort(collect_set(when(counting, col("language")))).as("languages"),
            array_sort(collect_list(when(col("place").leq(rules.maxEvidence()), evidence)))
                .as("evidence"))
        .filter(col("posts").geq(least));
  }

  /** The sum of decimals does not depend on their order. */
  private static Column mean(Column confidence) {
    return round(avg(confidence.cast("decimal(12,10)")), 6).cast(DataTypes.DoubleType);
  }

  private static Dataset<Row> rows(Dataset<Row> groups, ProposalKind kind, Column value) {
    Column evidence =
        transform(
            array_compact(col("evidence")),
            post ->
                struct(
                    Arrays.stream(ProposalCodec.EVIDENCE.fieldNames())
                        .map(name -> post.getField(name).as(name))
                        .toArray(Column[]::new)));
    return groups
        .withColumn("kind", lit(kind.code()))
        .withColumn("value", value)
        .withColumn("evidence", evidence)
        .select(columns(ProposalCodec.SCHEMA.fieldNames()));
  }

  @Override
  public void close() {
    mentions.unpersist();
  }
}
