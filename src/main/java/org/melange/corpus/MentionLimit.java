package org.melange.corpus;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.melange.corpus.Rejection.Reason;
import org.melange.corpus.Rejection.Stage;

/**
 * Limits the number of mentions per post. The first ones are linked, each further one is rejected.
 *
 * @param max the maximum number of mentions per post
 */
public record MentionLimit(int max) {

  /**
   * @throws IllegalArgumentException if {@code max} is not positive
   */
  public MentionLimit {
    if (max < 1) {
      throw new IllegalArgumentException("the limit must be positive: " + max);
    }
  }

  /** The mentions that are linked, in their order. */
  public List<Mention> kept(List<Mention> mentions) {
    return mentions.subList(0, Math.min(max, mentions.size()));
  }

  /** The other mentions, as rows of the quarantine. */
  public Stream<Rejection> rejected(String postId, List<Mention> mentions) {
    String message =
        "the post has " + mentions.size() + " mentions, more than mentions.max-per-post=" + max;
    return IntStream.range(max, Math.max(max, mentions.size()))
        .mapToObj(
            position ->
                new Rejection(
                    Stage.MENTION,
                    Reason.TOO_MANY_MENTIONS,
                    message,
                    MentionRecord.of(postId, mentions.get(position), position)));
  }
}
