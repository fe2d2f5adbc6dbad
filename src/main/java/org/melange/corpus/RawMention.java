package org.melange.corpus;

import java.util.Optional;

/**
 * A mention as a source holds it, before {@link PostAssembler} has looked at it. Every part may be
 * null where the source says nothing.
 *
 * @param mentionId unique within the post; null: its position in the list
 * @param text the name as written; null: what the span covers
 * @param start first code point of the span
 * @param end one past the last code point
 */
public record RawMention(String mentionId, String text, Integer start, Integer end) {

  Optional<String> textIfAny() {
    return Optional.ofNullable(text);
  }

  boolean hasSpan() {
    return start != null || end != null;
  }
}
