package org.melange.sample;

import java.util.List;
import java.util.Optional;
import org.melange.corpus.Span;
import org.melange.sample.flag.FlagSpec;

/**
 * What one post will say and show, before anything is written.
 *
 * @param postId its id
 * @param text its text
 * @param mentions the mentions in it
 * @param named whether the mentions are given with the post; otherwise they are to be found by name
 * @param flag the flag in its picture, or empty for a post without one
 * @param part which part it belongs to
 */
record PostPlan(
    String postId,
    String text,
    List<PlannedMention> mentions,
    boolean named,
    Optional<FlagSpec> flag,
    SamplePart part) {

  /** Copies the mentions. */
  PostPlan {
    mentions = List.copyOf(mentions);
  }

  /**
   * A mention and its answer.
   *
   * @param text the name as written
   * @param span where it stands
   * @param spanGiven whether the post says where
   * @param qid the entity meant, or empty for none of the knowledge base
   */
  record PlannedMention(String text, Span span, boolean spanGiven, Optional<String> qid) {}
}
