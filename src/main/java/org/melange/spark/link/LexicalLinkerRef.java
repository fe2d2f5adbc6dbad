package org.melange.spark.link;

import java.io.Serializable;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.melange.link.lexical.LexicalIndex;
import org.melange.link.lexical.LexicalLinker;
import org.melange.link.lexical.LexicalWeights;
import org.melange.spark.io.JvmSingletons;
import org.melange.spark.kb.BroadcastNames;
import org.melange.spark.kb.BroadcastTexts;
import org.melange.spark.kb.KnowledgeBase;

/**
 * Refers to a {@link LexicalLinker}, which each executor JVM builds once.
 *
 * @param knowledgeBase version of the knowledge base
 * @param names of its entities
 * @param labels of its entities
 * @param descriptions of its entities
 * @param weights of the features
 * @param limit the most candidates of a mention
 */
public record LexicalLinkerRef(
    String knowledgeBase,
    Broadcast<BroadcastNames> names,
    Broadcast<BroadcastTexts> labels,
    Broadcast<BroadcastTexts> descriptions,
    LexicalWeights weights,
    int limit)
    implements Serializable {

  /** Broadcasts what the linker of a knowledge base needs. */
  public static LexicalLinkerRef of(
      SparkSession spark, KnowledgeBase base, LexicalWeights weights, int limit) {
    return new LexicalLinkerRef(
        base.version(),
        base.broadcastNames(spark),
        base.broadcastLabels(spark),
        base.broadcastDescriptions(spark),
        weights,
        limit);
  }

  /** The linker of this JVM. */
  public LexicalLinker load() {
    return JvmSingletons.get(
        String.join(" ", "lexical", knowledgeBase, weights.version(), Integer.toString(limit)),
        () -> new LexicalLinker(names.value().candidates(), index(), weights, limit));
  }

  private LexicalIndex index() {
    return JvmSingletons.get(
        "lexical index " + knowledgeBase,
        () -> new LexicalIndex(names.value().all(), descriptions.value()::of));
  }

  /** The label of an entity. */
  String label(String qid) {
    return labels.value().of(qid);
  }
}
