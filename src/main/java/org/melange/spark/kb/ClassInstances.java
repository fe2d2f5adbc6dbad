package org.melange.spark.kb;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.udf;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.melange.kb.EntitySet;
import org.melange.kb.Qids;
import org.melange.kb.wikidata.ClassHierarchy;
import org.melange.kb.wikidata.LongPairs;
import org.melange.run.JobException;
import org.melange.spark.io.JobDescription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.collection.Iterator;
import scala.collection.Seq;

/**
 * Finds the instances of classes: the entities that have among their {@code types} one of the
 * classes or one of their subclasses. Subclasses are resolved on the driver, as the import does it.
 */
final class ClassInstances {

  private static final Logger LOG = LoggerFactory.getLogger(ClassInstances.class);

  private ClassInstances() {}

  /**
   * The instances of classes.
   *
   * @throws JobException if a class is neither in the hierarchy nor a type of an entity
   */
  static EntitySet of(SparkSession spark, KnowledgeBase base, List<String> classes) {
    base.checkClasses();
    Dataset<Row> entities = base.entities(spark);
    ClassHierarchy hierarchy =
        JobDescription.during(spark, "Read the hierarchy of classes", () -> hierarchy(spark, base));
    requireKnown(spark, base, entities, hierarchy, classes);
    long[] roots = classes.stream().mapToLong(Qids::number).toArray();
    EntitySet all = EntitySet.of(hierarchy.withSubclasses(roots));
    EntitySet instances =
        JobDescription.during(
            spark, "Find the instances of classes", () -> instances(spark, entities, all));
    LOG.info(
        "{} has {} instances of {} and of their {} subclasses",
        base.directory(),
        instances.size(),
        classes,
        all.size() - classes.size());
    return instances;
  }

  private static ClassHierarchy hierarchy(SparkSession spark, KnowledgeBase base) {
    LongPairs edges = new LongPairs();
    base.classes(spark)
        .select(col("qid"), explode(col("parents")).as("parent"))
        .selectExpr("bigint(substring(qid, 2))", "bigint(substring(parent, 2))")
        .toLocalIterator()
        .forEachRemaining(row -> edges.add(row.getLong(0), row.getLong(1)));
    return ClassHierarchy.of(edges);
  }

  private static void requireKnown(
      SparkSession spark,
      KnowledgeBase base,
      Dataset<Row> entities,
      ClassHierarchy hierarchy,
      List<String> classes) {
    Set<String> unknown =
        classes.stream()
            .filter(type -> !hierarchy.has(Qids.number(type)))
            .collect(Collectors.toCollection(TreeSet::new));
    if (unknown.isEmpty()) {
      return;
    }
    JobDescription.during(
            spark,
            "Look for types",
            () ->
                entities
                    .select(explode(col("types")).as("type"))
                    .filter(col("type").isin(unknown.toArray()))
                    .distinct()
                    .collectAsList())
        .forEach(row -> unknown.remove(row.getString(0)));
    if (!unknown.isEmpty()) {
      boolean none = entities.filter(size(col("types")).gt(0)).isEmpty();
      throw JobException.input(
          none
              ? "the entities of "
                  + base.directory()
                  + " have no types, which link.types and mentions.types need: import them with"
                  + " types, or from Wikidata"
              : base.directory()
                  + " has no class "
                  + String.join(", ", unknown)
                  + ": it is neither a subclass nor a type of an entity");
    }
  }

  private static EntitySet instances(SparkSession spark, Dataset<Row> entities, EntitySet classes) {
    Broadcast<EntitySet> sent =
        JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(classes);
    EntitySet.Builder set = new EntitySet.Builder();
    entities
        .filter(udf(new HasType(sent), DataTypes.BooleanType).apply(col("types")))
        .select(expr("bigint(substring(qid, 2))").as("number"))
        .groupBy(expr("number div " + EntitySet.WORD).as("word"))
        .agg(expr("bit_or(shiftleft(1L, int(number % " + EntitySet.WORD + ")))").as("bits"))
        .orderBy("word")
        .toLocalIterator()
        .forEachRemaining(row -> set.add(row.getLong(0), row.getLong(1)));
    return set.build();
  }

  /** Whether one of an entity's types is in a set. */
  static final class HasType implements UDF1<Seq<String>, Boolean> {
    private static final long serialVersionUID = 1L;
    private final Broadcast<EntitySet> classes;

    HasType(Broadcast<EntitySet> classes) {
      this.classes = classes;
    }

    @Override
    public Boolean call(Seq<String> types) {
      if (types == null) {
        return false;
      }
      for (Iterator<String> each = types.iterator(); each.hasNext(); ) {
        if (classes.value().test(Qids.number(each.next()))) {
          return true;
        }
      }
      return false;
    }
  }
}
