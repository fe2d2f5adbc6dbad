package org.melange.label;

import java.util.Optional;

/**
 * A link of a sample with its answer.
 *
 * @param line of the file
 * @param key the mention
 * @param linked the entity of the link; empty for NIL
 * @param stratum what it was drawn from
 * @param weight how many links of the corpus it stands for
 * @param runId the run that made the link
 * @param answer the answer
 */
public record LabeledLink(
    int line,
    MentionKey key,
    Optional<String> linked,
    String stratum,
    double weight,
    String runId,
    Answer answer) {

  /**
   * A mention.
   *
   * @param postId the post
   * @param mentionId the mention in the post
   */
  public record MentionKey(String postId, String mentionId) {}

  /** Whether the link is right; empty without an answer. */
  public Optional<Boolean> correct() {
    return answer.correct(linked);
  }

  /** The right answer: a QID or {@link Answer#NIL}; empty where it is not known. */
  public Optional<String> gold() {
    return answer.gold(linked);
  }
}
