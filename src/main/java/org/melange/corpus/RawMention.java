package org.melange.corpus;

import java.util.Optional;

/**
 * A mention as read, before {@link PostAssembler} validates it. Each part is null where the source
 * has none.
 *
 * @param mentionId unique within the post; null: its position in the list
 * @param text the name as written; null: the text of the span
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
