package org.melange.sample;

import java.util.List;
import java.util.Optional;
import org.melange.corpus.Span;
import org.melange.sample.flag.FlagSpec;

/**
 * The content of one post, decided before anything is written.
 *
 * @param postId its id
 * @param text its text
 * @param mentions the mentions in it
 * @param named whether the mentions are given with the post; otherwise they are found by name
 * @param flag the flag in its image, or empty for a post without one
 * @param part its part of the sample
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
   * A mention and its gold link.
   *
   * @param text the name as written
   * @param span its position
   * @param spanGiven whether the post gives the span
   * @param qid the entity, or empty for one that is not in the knowledge base
   */
  record PlannedMention(String text, Span span, boolean spanGiven, Optional<String> qid) {}
}
