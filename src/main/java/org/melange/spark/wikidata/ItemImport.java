package org.melange.spark.wikidata;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.arrays_overlap;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.melange.kb.Qids;
import org.melange.kb.wikidata.ClassHierarchy;
import org.melange.kb.wikidata.ItemTerms;
import org.melange.run.JobException;
import org.melange.spark.io.JobDescription;
import org.melange.spark.row.Schemas;
import org.melange.spark.row.ValueCounts;

/**
 * Makes entities of the items of an extract. Every item has an {@link Outcome}, so that items are
 * the sum of all outcomes.
 */
public final class ItemImport {

  private static final String OUTCOME = "outcome";

  /** Countries and large cities have about as many. */
  private static final long SITELINKS_OF_THE_BEST_KNOWN = 300;

  private final SparkSession spark;
  private final Selection selection;
  private final Dataset<Row> latest;
  private final long items;
  private final Optional<RedirectTable> redirects;
  private final Dataset<Row> classRows;
  private final ClassHierarchy classes;
  private final Dataset<Row> judged;

  /**
   * Prepares an import: reads the hierarchy of classes, and redirects.
   *
   * @throws JobException if the extract lacks a language, or redirects cannot be read
   */
  public ItemImport(SparkSession spark, Extract extract, Selection selection) {
    this(spark, extract, selection, Optional.empty());
  }

  /**
   * @param earlierClasses the classes of items that the extract does not have
   */
  ItemImport(
      SparkSession spark,
      Extract extract,
      Selection selection,
      Optional<Dataset<Row>> earlierClasses) {
    requireLanguages(extract, selection.languages());
    this.spark = spark;
    this.selection = selection;
    Dataset<Row> all = extract.items(spark);
    this.items = extract.items();
    this.latest = during("Find items that the dump has twice", () -> latest(all));
    this.redirects =
        selection
            .redirects()
            .map(
                file -> during("Resolve redirects", () -> RedirectTable.read(spark, file, latest)));
    this.classRows = classRows(earlierClasses);
    this.classes = hierarchy();
    this.judged = latest.withColumn(OUTCOME, outcome());
  }

  private static void requireLanguages(Extract extract, List<String> languages) {
    List<String> absent =
        languages.stream().filter(language -> !extract.languages().contains(language)).toList();
    if (!absent.isEmpty()) {
      throw JobException.input(
          "%s has no terms in %s, it was read for %s: read the dump again"
              .formatted(extract.directory(), absent, extract.languages()));
    }
  }

  private <T> T during(String what, Supplier<T> work) {
    return JobDescription.during(spark, what, work);
  }

  /** Of the records of one item the one with the latest revision. */
  private Dataset<Row> latest(Dataset<Row> all) {
    long[] several = Ids.collect(all.groupBy("id").count().filter(col("count").gt(1)).select("id"));
    if (several.length == 0) {
      return all;
    }
    IdSet set = IdSet.of(spark, several);
    Column content =
        xxhash64(
            struct(Arrays.stream(all.columns()).map(name -> col(name)).toArray(Column[]::new)));
    Dataset<Row> chosen =
        all.filter(set.has(col("id")))
            .withColumn(
                "rank",
                row_number()
                    .over(Window.partitionBy("id").orderBy(col("revision").desc(), content)))
            .filter(col("rank").equalTo(1))
            .drop("rank");
    return all.filter(not(set.has(col("id")))).union(chosen);
  }

  private Column outcome() {
    Column outcome = lit(Outcome.IMPORTED.code());
    outcome = when(hasLabel(), outcome).otherwise(Outcome.NO_LABEL.code());
    outcome =
        when(col("sitelinks").geq(selection.minSitelinks()), outcome)
            .otherwise(Outcome.FEW_SITELINKS.code());
    if (!selection.types().isEmpty()) {
      outcome = when(instanceOf(selection.types()), outcome).otherwise(Outcome.OTHER_TYPE.code());
    }
    outcome =
        when(instanceOf(selection.excludedTypes()), Outcome.EXCLUDED_TYPE.code())
            .otherwise(outcome);
    outcome = when(col("tombstone"), Outcome.TOMBSTONE.code()).otherwise(outcome);
    return redirects.isEmpty()
        ? outcome
        : when(
                IdSet.of(spark, redirects.get().stale(latest)).has(col("id")),
                Outcome.REDIRECTED.code())
            .otherwise(outcome);
  }

  private Column hasLabel() {
    Column[] languages =
        selection.languages().stream().map(language -> lit(language)).toArray(Column[]::new);
    return arrays_overlap(col("labels.language"), array(languages));
  }

  private Column instanceOf(List<Long> roots) {
    long[] found = classes.withSubclasses(roots.stream().mapToLong(root -> root).toArray());
    return IdSet.of(spark, found).hasAny(col("types"));
  }

  private ClassHierarchy hierarchy() {
    Dataset<Row> edges =
        classRows
            .select(col("qid"), explode(col("parents")).as("parent"))
            .selectExpr("bigint(substring(qid, 2))", "bigint(substring(parent, 2))");
    return during("Read the hierarchy of classes", () -> ClassHierarchy.of(Ids.pairs(edges)));
  }

  private Dataset<Row> classRows(Optional<Dataset<Row>> earlier) {
    Dataset<Row> rows =
        latest
            .filter(size(col("parents")).gt(0))
            .selectExpr(
                "concat('Q', id) as qid",
                "transform(parents, parent -> concat('Q', parent)) as parents");
    return earlier.map(other -> rows.union(withoutItems(other))).orElse(rows);
  }

  /** The rows whose {@code qid} is not an item of the extract. */
  Dataset<Row> withoutItems(Dataset<Row> rows) {
    return rows.join(
        latest.selectExpr("concat('Q', id) as item"), col("qid").equalTo(col("item")), "left_anti");
  }

  /** Items that were deleted, or that redirect: rows of {@code id} and {@code redirect}. */
  Dataset<Row> tombstones() {
    return latest.filter(col("tombstone")).select("id", "redirect");
  }

  /** The number of items by outcome. */
  public Map<Outcome, Long> outcomes() {
    Map<String, Long> counts =
        during("Count items by filter", () -> ValueCounts.of(judged, OUTCOME));
    Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
    for (Outcome outcome : Outcome.values()) {
      outcomes.put(outcome, counts.getOrDefault(outcome.code(), 0L));
    }
    long kept = counts.values().stream().mapToLong(count -> count).sum();
    outcomes.put(Outcome.OLDER_REVISION, items - kept);
    return outcomes;
  }

  /** The chosen classes that no item is an instance of, nor of one of their subclasses. */
  public List<String> typesWithoutItems() {
    if (selection.types().isEmpty()) {
      return List.of();
    }
    Column[] found =
        selection.types().stream()
            .map(type -> coalesce(max(instanceOf(List.of(type))), lit(false)))
            .toArray(Column[]::new);
    Row any =
        during(
            "Look for instances of each type",
            () -> latest.agg(found[0], Arrays.copyOfRange(found, 1, found.length)).first());
    return IntStream.range(0, found.length)
        .filter(i -> !any.getBoolean(i))
        .mapToObj(i -> Qids.of(selection.types().get(i)))
        .toList();
  }

  /** The entities: rows of {@link Schemas#ENTITY}. */
  public Dataset<Row> entities() {
    return withRedirects(
            withPopularity(judged.filter(col(OUTCOME).equalTo(Outcome.IMPORTED.code()))))
        .map(
            new ToEntity(new ItemTerms(selection.languages()), selection.images()),
            Encoders.row(Schemas.ENTITY));
  }

  private Dataset<Row> withPopularity(Dataset<Row> chosen) {
    if (selection.popularity().isEmpty()) {
      return chosen.withColumn("popularity", col("sitelinks").cast("long"));
    }
    Dataset<Row> popularity = popularities().groupBy("first").agg(max("second").as("value"));
    return chosen
        .join(popularity, col("id").equalTo(col("first")), "left")
        .withColumn("popularity", coalesce(col("value"), lit(0L)))
        .drop("first", "value");
  }

  private Dataset<Row> popularities() {
    return PairLines.read(spark, selection.popularity().orElseThrow(), "a QID and a whole number");
  }

  private Dataset<Row> withRedirects(Dataset<Row> chosen) {
    Column none = array().cast("array<bigint>");
    return redirects.isEmpty()
        ? chosen.withColumn("redirects", none)
        : chosen
            .join(redirects.get().byTarget(), col("id").equalTo(col("to")), "left")
            .withColumn("redirects", coalesce(col("redirects"), none))
            .drop("to");
  }

  /** The popularity from which on a name has its full weight. */
  public long fullPopularity() {
    if (selection.popularity().isEmpty()) {
      return SITELINKS_OF_THE_BEST_KNOWN;
    }
    Row most = popularities().agg(coalesce(max("second"), lit(1L))).first();
    return Math.max(1, most.getLong(0));
  }

  /** The classes and those that they are subclasses of: rows of {@code qid} and {@code parents}. */
  public Dataset<Row> classes() {
    return classRows;
  }
}
