package org.melange.corpus;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.function.Supplier;

/**
 * A post as a source holds it, before {@link PostAssembler} has looked at it.
 *
 * @param postId null if the source has none
 * @param text null if the source has none
 * @param mentions null if they are to be found by name; an element may be null
 * @param images in order of preference
 * @param extra further fields as a JSON object
 * @param record gives the record as it was read; asked only when something is refused
 */
public record RawPost(
    String postId,
    String text,
    List<RawMention> mentions,
    List<ImageRef> images,
    String extra,
    Supplier<String> record) {

  /** Refuses absent images, extra fields or record. */
  public RawPost {
    requireNonNull(images, "images");
    requireNonNull(extra, "extra");
    requireNonNull(record, "record");
  }
}
