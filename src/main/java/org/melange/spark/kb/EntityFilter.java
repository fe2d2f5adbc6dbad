package org.melange.spark.kb;

import java.io.Serializable;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.melange.kb.EntitySet;
import org.melange.run.JobException;
import org.melange.spark.io.JvmSingletons;

/**
 * The entities of a knowledge base that may be linked: all, or the instances of some classes and of
 * their subclasses. Executors receive the set once.
 */
public final class EntityFilter implements Serializable {

  private static final long serialVersionUID = 1L;

  /** All entities. */
  public static final EntityFilter ALL = new EntityFilter("", null);

  private final String key;
  private final Broadcast<EntitySet> entities;

  private EntityFilter(String key, Broadcast<EntitySet> entities) {
    this.key = key;
    this.entities = entities;
  }

  /**
   * The instances of some classes. The first call for a knowledge base and classes reads types and
   * subclasses; later ones find the set in this JVM.
   *
   * @param types QIDs of classes, separated by commas; empty: all entities
   * @throws JobException if the entities have no types, or it has no such class
   */
  public static EntityFilter of(SparkSession spark, KnowledgeBase base, String types) {
    List<String> classes =
        Stream.of(types.split(","))
            .map(String::strip)
            .filter(type -> !type.isEmpty())
            .distinct()
            .sorted()
            .toList();
    if (classes.isEmpty()) {
      return ALL;
    }
    String key = "instances of " + classes + " in " + base.directory() + " " + base.version();
    EntitySet set = JvmSingletons.get(key, () -> ClassInstances.of(spark, base, classes));
    return JvmSingletons.get(
        key + " for " + spark.sparkContext().applicationId(),
        () ->
            new EntityFilter(
                key, JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(set)));
  }

  /** Identifies the entities. */
  public String key() {
    return key;
  }

  /** Whether all entities may be linked. */
  public boolean isAll() {
    return entities == null;
  }

  /** Tests the number in a QID. Thread-safe. */
  public LongPredicate entities() {
    return isAll() ? qid -> true : entities.value();
  }
}
