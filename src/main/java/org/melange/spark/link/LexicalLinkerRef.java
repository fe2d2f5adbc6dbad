package org.melange.spark.link;

import java.io.Serializable;
import org.melange.kb.Qids;
import org.melange.link.lexical.LexicalLinker;
import org.melange.link.lexical.LexicalWeights;
import org.melange.spark.io.JvmSingletons;
import org.melange.spark.kb.EntityIndex;
import org.melange.spark.kb.IndexRef;
import org.melange.spark.kb.KnowledgeBase;

/**
 * Refers to a {@link LexicalLinker}, which each executor JVM builds once.
 *
 * @param knowledgeBase version of the knowledge base
 * @param index of the knowledge base
 * @param weights of the features
 * @param limit the most candidates of a mention
 */
public record LexicalLinkerRef(
    String knowledgeBase, IndexRef index, LexicalWeights weights, int limit)
    implements Serializable {

  /** The linker of a knowledge base. */
  public static LexicalLinkerRef of(KnowledgeBase base, LexicalWeights weights, int limit) {
    return new LexicalLinkerRef(base.version(), base.index(), weights, limit);
  }

  /** The linker of this JVM. */
  public LexicalLinker load() {
    return JvmSingletons.get(
        String.join(" ", "lexical", knowledgeBase, weights.version(), Integer.toString(limit)),
        () -> linker(index.load()));
  }

  private LexicalLinker linker(EntityIndex known) {
    return new LexicalLinker(known.candidates(), known.lexical(), weights, limit);
  }

  /** The label of an entity. */
  String label(String qid) {
    return index.load().texts().label(Qids.number(qid));
  }
}
