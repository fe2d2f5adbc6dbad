package org.melange.corpus;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * One post of the corpus.
 *
 * @param postId unique within the corpus
 * @param text its text
 * @param mentions the mentions to link, or empty where they are to be found by the names of the
 *     knowledge base; a present empty list means that there is nothing to link
 * @param images in order of preference; the model looks at the first
 * @param extra further columns of the source as a JSON object, carried along; {@code "{}"} if there
 *     are none
 */
public record Post(
    String postId,
    String text,
    Optional<List<Mention>> mentions,
    List<ImageRef> images,
    String extra) {

  /** Copies the lists; rejects nulls. */
  public Post {
    requireNonNull(postId, "postId");
    requireNonNull(text, "text");
    mentions = mentions.map(List::copyOf);
    images = List.copyOf(images);
    requireNonNull(extra, "extra");
  }
}
