package org.melange.spark.backfill;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.melange.report.BarChart.Tally;
import org.melange.spark.io.JobDescription;
import org.melange.spark.kb.KnowledgeBase;

/**
 * The changed links that a report lists, as they were and as they are.
 *
 * @param rows with the columns of {@code changes/}, and those that a page needs
 */
record ListedChanges(Dataset<Row> rows) {

  /** Suffix of columns of the earlier link. */
  static final String BEFORE = "_before";

  /** Suffix of columns of the link of now. */
  static final String AFTER = "_after";

  /** How many entities were removed. */
  static final String ALL_ENTITIES = "all_entities";

  /** How many links these entities had. */
  static final String ALL_LINKS = "all_links";

  /** The kinds of links whose entity may have been removed. */
  private static final List<String> LEFT =
      List.of(LinkChanges.RELINKED, LinkChanges.UNLINKED, LinkChanges.GONE);

  private static final String LINKS = "links";
  private static final List<String> COMPARED = List.of("qid", "label", "score", "confidence");

  /**
   * Lists changed links, without those of which only the identifier, labels or the key of the
   * inputs differ.
   *
   * @param changed rows of {@link LinkChanges#of}
   */
  static ListedChanges of(Dataset<Row> changed) {
    Column[] columns =
        Stream.of(
                Stream.of("post_id", "mention_id", "mention").map(ListedChanges::either),
                Stream.of("kind", "causes", "causing_qids").map(name -> col(name)),
                COMPARED.stream().map(name -> col("old." + name).as(name + BEFORE)),
                COMPARED.stream().map(name -> col("now." + name).as(name + AFTER)),
                Stream.of("span_start", "span_end", "image_status").map(ListedChanges::either))
            .flatMap(names -> names)
            .toArray(Column[]::new);
    return new ListedChanges(
        changed
            .filter(not(col("kind").equalTo(LinkChanges.SCORE).and(unchangedScores())))
            .select(columns));
  }

  private static Column either(String name) {
    return coalesce(col("now." + name), col("old." + name)).as(name);
  }

  private static Column unchangedScores() {
    Column same = lit(true);
    for (String name : List.of("confidence", "score", "candidates", "description")) {
      same = same.and(col("now." + name).eqNullSafe(col("old." + name)));
    }
    return same;
  }

  /** Writes the columns of {@code changes/}. */
  void write(String directory) {
    rows.drop("span_start", "span_end", "image_status")
        .repartition(1)
        .sortWithinPartitions("post_id", "mention_id", "kind")
        .write()
        .mode(SaveMode.Overwrite)
        .parquet(directory);
  }

  /** Links by kind. */
  Map<String, Tally> kinds() {
    return tallies(col("kind"));
  }

  /** Links by cause; a link may have several. */
  Map<String, Tally> causes() {
    return tallies(explode(col("causes")));
  }

  /** How many links have an entity now and how many are NIL or gone, by a value. */
  private Map<String, Tally> tallies(Column value) {
    Dataset<Row> values = rows.select(value.as("value"), col("qid_after"));
    Map<String, Tally> tallies = new TreeMap<>();
    for (Row row :
        collected(
            "Count changed links",
            values.groupBy("value").agg(count("qid_after"), count(lit(1))))) {
      tallies.put(row.getString(0), new Tally(row.getLong(1), row.getLong(2) - row.getLong(1)));
    }
    return tallies;
  }

  /**
   * Pairs of entities with the most changed links of a kind: {@code qid_before}, {@code
   * label_before}, {@code qid_after}, {@code label_after} and {@code links}.
   */
  List<Row> flows(String kind, int most) {
    return collected(
        "Count changes from entity to entity",
        rows.filter(col("kind").equalTo(kind))
            .groupBy("qid_before", "qid_after")
            .agg(
                max("label_before").as("label_before"),
                max("label_after").as("label_after"),
                count(lit(1)).as(LINKS))
            .orderBy(col(LINKS).desc(), col("qid_before"), col("qid_after"))
            .limit(most));
  }

  /**
   * The entities with the most changed links that are neither in a knowledge base nor among its
   * redirects: {@code qid_before}, {@code label_before}, {@code links}, how many of these are of
   * each kind, and {@link #ALL_ENTITIES} and {@link #ALL_LINKS} of all such entities.
   */
  List<Row> removed(KnowledgeBase base, int most) {
    Dataset<Row> entities = base.entities(rows.sparkSession());
    Dataset<Row> known =
        entities.select("qid").union(entities.select(explode(col("redirects")).as("qid")));
    Dataset<Row> removed =
        rows.filter(col("kind").isin(LEFT.toArray()).and(col("qid_before").isNotNull()))
            .groupBy("qid_before")
            .agg(
                max("label_before").as("label_before"),
                Stream.concat(
                        Stream.of(count(lit(1)).as(LINKS)),
                        LEFT.stream()
                            .map(kind -> count(when(col("kind").equalTo(kind), 1)).as(kind)))
                    .toArray(Column[]::new))
            .join(known, col("qid_before").equalTo(known.col("qid")), "left_anti")
            .persist();
    try {
      Row all =
          collected("Count links of removed entities", removed.agg(count(lit(1)), sum(LINKS)))
              .get(0);
      return removed
          .orderBy(col(LINKS).desc(), col("qid_before"))
          .limit(most)
          .withColumn(ALL_ENTITIES, lit(all.get(0)))
          .withColumn(ALL_LINKS, lit(all.get(1)))
          .collectAsList();
    } finally {
      removed.unpersist();
    }
  }

  private List<Row> collected(String what, Dataset<Row> few) {
    return JobDescription.during(rows.sparkSession(), what, few::collectAsList);
  }
}
