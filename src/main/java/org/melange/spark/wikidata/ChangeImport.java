package org.melange.spark.wikidata;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;

import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.melange.kb.Entity;
import org.melange.kb.Qids;
import org.melange.kb.wikidata.LongPairs;
import org.melange.spark.kb.EntityCodec;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.row.Schemas;

/**
 * Applies changes to a knowledge base: items that were edited take the place of their entities, and
 * tombstones remove them. The result is that of an import of the complete dump, except for
 * redirects to items that were not in the knowledge base.
 */
public final class ChangeImport {

  private static final String TARGETS = "new_redirects";

  private final SparkSession spark;
  private final KnowledgeBase previous;
  private final ItemImport items;

  /**
   * @param previous the knowledge base that is changed
   * @param changes the items that were changed
   * @param selection that of the knowledge base
   */
  public ChangeImport(
      SparkSession spark, KnowledgeBase previous, Extract changes, Selection selection) {
    this.spark = spark;
    this.previous = previous;
    this.items = new ItemImport(spark, changes, selection, Optional.of(previous.classes(spark)));
  }

  /** The items that were changed. */
  public ItemImport items() {
    return items;
  }

  /** The entities of the earlier knowledge base that were not changed. */
  private Dataset<Row> unchanged() {
    return items.withoutItems(previous.entities(spark));
  }

  /** The number of entities of the earlier knowledge base that are kept as they are. */
  public long kept() {
    return unchanged().count();
  }

  /** The entities: rows of {@link Schemas#ENTITY}. */
  public Dataset<Row> entities() {
    Dataset<Row> all = unchanged().unionByName(items.entities());
    Dataset<Row> ids = all.selectExpr("bigint(substring(qid, 2)) as id");
    Dataset<Row> redirects =
        RedirectTable.of(spark, redirects(), ids)
            .byTarget()
            .selectExpr("concat('Q', to) as target", "redirects as " + TARGETS);
    return all.join(redirects, col("qid").equalTo(col("target")), "left")
        .withColumn(TARGETS, coalesce(col(TARGETS), array().cast("array<bigint>")))
        .map(new WithRedirects(), Encoders.row(Schemas.ENTITY));
  }

  /** Those of the earlier knowledge base, unless the redirected item was changed, and new ones. */
  private LongPairs redirects() {
    Dataset<Row> earlier =
        items.withoutItems(
            previous
                .entities(spark)
                .select(explode(col("redirects")).as("qid"), col("qid").as("target")));
    Dataset<Row> later = items.tombstones().filter(col("redirect").isNotNull());
    return Ids.pairs(
        earlier
            .selectExpr("bigint(substring(qid, 2))", "bigint(substring(target, 2))")
            .union(later));
  }

  /** Sets the redirects of an entity. */
  static final class WithRedirects implements MapFunction<Row, Row> {
    private static final long serialVersionUID = 1L;

    @Override
    public Row call(Row row) {
      Entity entity = EntityCodec.entity(row);
      List<Long> redirects = row.getList(row.fieldIndex(TARGETS));
      return EntityCodec.toRow(
          new Entity(
              entity.qid(),
              entity.label(),
              entity.description(),
              entity.aliases(),
              entity.types(),
              entity.popularity(),
              entity.images(),
              redirects.stream().map(Qids::of).toList()));
    }
  }
}
