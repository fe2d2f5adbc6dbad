package org.melange.spark.backfill;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_distinct;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.flatten;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.when;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.kb.KnowledgeBaseDiff;
import org.melange.spark.store.StoreSchemas;

/**
 * What changed from link to link, and why.
 *
 * @param base the knowledge base of now
 * @param previous the one that the links were made with; without it, causes are less exact
 */
record LinkChanges(KnowledgeBase base, Optional<KnowledgeBase> previous) {

  /** A mention that was linked to another entity. */
  static final String RELINKED = "relinked";

  /** A mention that was NIL. */
  static final String LINKED = "linked";

  /** A mention that is NIL now. */
  static final String UNLINKED = "unlinked";

  /** A mention that was linked to an entity that is now part of the other one. */
  static final String MERGED = "merged";

  /** A mention that the table did not have. */
  static final String NEW = "new";

  /** A mention that the post does not have any more. */
  static final String GONE = "gone";

  /** The same decision with other scores. */
  static final String SCORE = "score";

  /** The kinds that count as changed decisions. */
  static final List<String> DECISIONS = List.of(RELINKED, LINKED, UNLINKED, NEW, GONE);

  private static final ArrayType TEXTS = new ArrayType(DataTypes.StringType, true);

  /** Links as they were and as they are. */
  static final StructType STAGED =
      new StructType()
          .add("now", StoreSchemas.LINKS)
          .add(Comparison.OLD, StoreSchemas.LINKS)
          .add(Comparison.CHANGE, DataTypes.StringType)
          .add(Comparison.SCOPE_CAUSES, TEXTS)
          .add("named", TEXTS);

  /** Rows of {@link #of}. */
  static final StructType CHANGED =
      STAGED.add("kind", DataTypes.StringType).add("causes", TEXTS).add("causing_qids", TEXTS);

  private static final List<String> OF_RUN = List.of("run_id", "linked_at", "kb_version");

  /** All columns of a link as one. */
  static Column whole(Dataset<Row> links) {
    return struct(
        Arrays.stream(StoreSchemas.LINKS.fieldNames()).map(links::col).toArray(Column[]::new));
  }

  /** Whether a link differs in more than the run and the version of the knowledge base. */
  static Column differs() {
    Column same = lit(true);
    for (String name : StoreSchemas.LINKS.fieldNames()) {
      if (!OF_RUN.contains(name)) {
        same = same.and(col("now." + name).eqNullSafe(col("old." + name)));
      }
    }
    return not(same);
  }

  /**
   * Adds {@code kind}, {@code causes} and {@code causing_qids}.
   *
   * @param staged rows of {@link #STAGED} that differ
   * @param rebased whether the links are of another knowledge base
   */
  Dataset<Row> of(Dataset<Row> staged, boolean rebased) {
    return rebased
        ? withEntities(staged)
        : staged
            .withColumn("entity_causes", texts())
            .withColumn("_into", lit(null).cast(DataTypes.StringType))
            .withColumn("kind", kind())
            .withColumn("causes", causes())
            .withColumn("causing_qids", texts())
            .drop("entity_causes", "_into");
  }

  private Dataset<Row> withEntities(Dataset<Row> staged) {
    Dataset<Row> entities = entities(staged.sparkSession());
    Dataset<Row> keyed =
        staged
            .withColumn("_post", coalesce(col("now.post_id"), col("old.post_id")))
            .withColumn("_mention", coalesce(col("now.mention_id"), col("old.mention_id")))
            .withColumn("_gone", col("now").isNull());
    Dataset<Row> caused =
        keyed
            .filter(size(col(Comparison.SCOPE_CAUSES)).equalTo(0))
            .select(col("_post"), col("_mention"), col("_gone"), explode(involved()).as("_qid"))
            .join(entities, col("_qid").equalTo(col("qid")))
            .groupBy("_post", "_mention", "_gone")
            .agg(
                array_sort(array_distinct(flatten(collect_set("entity_causes"))))
                    .as("entity_causes"),
                array_sort(collect_set("qid")).as("causing_qids"));
    Dataset<Row> merged =
        entities
            .filter(col("merged_into").isNotNull())
            .select(col("qid").as("_from"), col("merged_into").as("_into"));
    return keyed
        .join(caused, asSeq("_post", "_mention", "_gone"), "left")
        .join(
            merged,
            col("old.qid").equalTo(col("_from")).and(col("now.qid").equalTo(col("_into"))),
            "left")
        .withColumn("kind", kind())
        .withColumn("causes", causes())
        .withColumn("causing_qids", coalesce(col("causing_qids"), texts()))
        .drop("_post", "_mention", "_gone", "_from", "_into", "entity_causes");
  }

  private static scala.collection.immutable.Seq<String> asSeq(String... names) {
    return scala.jdk.javaapi.CollectionConverters.asScala(Arrays.asList(names)).toSeq();
  }

  private static Column texts() {
    return array().cast(TEXTS);
  }

  /** The entities that a link may have changed for. */
  private static Column involved() {
    return array_distinct(concat(qids("old"), qids("now"), coalesce(col("named"), texts())));
  }

  private static Column qids(String link) {
    return coalesce(
        transform(col(link + ".candidates"), candidate -> candidate.getField("qid")), texts());
  }

  private static Column kind() {
    Column before = col("old.qid");
    Column after = col("now.qid");
    return when(col("old").isNull(), NEW)
        .when(col("now").isNull(), GONE)
        .when(before.eqNullSafe(after), SCORE)
        .when(before.isNull(), LINKED)
        .when(after.isNull(), UNLINKED)
        .when(col("_into").isNotNull(), MERGED)
        .otherwise(RELINKED);
  }

  private Column causes() {
    Column description =
        not(col("old.description").eqNullSafe(col("now.description")))
            .and(col("old").isNotNull())
            .and(col("now").isNotNull());
    String otherwise = previous.isPresent() ? Cause.NAMES : Cause.KNOWLEDGE_BASE;
    return when(size(col(Comparison.SCOPE_CAUSES)).gt(0), col(Comparison.SCOPE_CAUSES))
        .when(size(col("entity_causes")).gt(0), col("entity_causes"))
        .when(description, array(lit(Cause.DESCRIPTION)))
        .otherwise(array(lit(otherwise)));
  }

  /** Entities that differ: {@code qid}, {@code entity_causes}, {@code merged_into}. */
  private Dataset<Row> entities(SparkSession spark) {
    if (previous.isPresent()) {
      Column change = col("change");
      return new KnowledgeBaseDiff(previous.get(), base)
          .entities(spark)
          .select(
              col("qid"),
              when(change.equalTo(KnowledgeBaseDiff.ADDED), array(lit(Cause.ADDED)))
                  .when(change.equalTo(KnowledgeBaseDiff.REMOVED), array(lit(Cause.REMOVED)))
                  .when(change.equalTo(KnowledgeBaseDiff.MERGED), array(lit(Cause.MERGED)))
                  .otherwise(transform(col("fields"), field -> concat(lit(Cause.CHANGED), field)))
                  .as("entity_causes"),
              col("merged_into"));
    }
    return base.redirects(spark)
        .withColumnRenamed("from", "qid")
        .join(base.entities(spark).select("qid"), asSeq("qid"), "left_anti")
        .select(col("qid"), array(lit(Cause.MERGED)).as("entity_causes"), col("merged_into"));
  }
}
