package org.melange.spark.link;

import java.io.Serializable;
import java.util.List;
import java.util.function.LongPredicate;
import org.melange.kb.Qids;
import org.melange.kb.name.Candidate;
import org.melange.link.lexical.LexicalLinker;
import org.melange.link.lexical.LexicalWeights;
import org.melange.spark.io.JvmSingletons;
import org.melange.spark.kb.EntityFilter;
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
 * @param some the entities that are candidates
 */
public record LexicalLinkerRef(
    String knowledgeBase, IndexRef index, LexicalWeights weights, int limit, EntityFilter some)
    implements Serializable {

  /**
   * The linker of a knowledge base, for all its entities.
   *
   * @param index of the knowledge base
   * @param weights of the features
   * @param limit the most candidates of a mention
   */
  public static LexicalLinkerRef of(
      KnowledgeBase base, IndexRef index, LexicalWeights weights, int limit) {
    return new LexicalLinkerRef(base.version(), index, weights, limit, EntityFilter.ALL);
  }

  /** The linker of this JVM. */
  public LexicalLinker load() {
    return JvmSingletons.get(
        String.join(
            " ", "lexical", knowledgeBase, weights.version(), Integer.toString(limit), some.key()),
        () -> linker(index.load()));
  }

  private LexicalLinker linker(EntityIndex known) {
    return new LexicalLinker(known.candidates(some), known.lexical(), weights, limit);
  }

  /** Those of some candidates that may be ranked. */
  List<Candidate> accepted(List<Candidate> given) {
    LongPredicate entities = some.entities();
    return some.isAll()
        ? given
        : given.stream().filter(c -> entities.test(Qids.number(c.qid()))).toList();
  }

  /** The label of an entity. */
  String label(String qid) {
    return index.load().texts().label(Qids.number(qid));
  }
}
