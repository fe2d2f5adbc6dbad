package org.melange.corpus;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * A name in a post that is to be linked to an entity.
 *
 * @param mentionId unique within its post
 * @param text the name as written
 * @param span where it stands in the post's text, if known
 */
public record Mention(String mentionId, String text, Optional<Span> span) {

  /** Refuses absent parts; an empty name is for the parsers to reject. */
  public Mention {
    requireNonNull(mentionId, "mentionId");
    requireNonNull(text, "text");
    requireNonNull(span, "span");
  }
}
