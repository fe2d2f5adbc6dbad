package org.melange.corpus;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * A mention: a name in a post, to be linked to an entity.
 *
 * @param mentionId unique within its post
 * @param text the name as written
 * @param span its position in the text of the post, if known
 */
public record Mention(String mentionId, String text, Optional<Span> span) {

  /** Rejects nulls. Parsers reject empty names. */
  public Mention {
    requireNonNull(mentionId, "mentionId");
    requireNonNull(text, "text");
    requireNonNull(span, "span");
  }
}
