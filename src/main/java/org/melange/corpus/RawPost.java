package org.melange.corpus;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.function.Supplier;

/**
 * A post as read, before {@link PostAssembler} validates it.
 *
 * @param postId null if the source has none
 * @param text null if the source has none
 * @param mentions null if they are to be found by name; an element may be null
 * @param images in order of preference
 * @param deleted whether the record says that the post was deleted
 * @param extra further fields as a JSON object
 * @param record supplies the record as read; called only for a rejection
 */
public record RawPost(
    String postId,
    String text,
    List<RawMention> mentions,
    List<ImageRef> images,
    boolean deleted,
    String extra,
    Supplier<String> record) {

  /** Rejects null images, extra fields or record. */
  public RawPost {
    requireNonNull(images, "images");
    requireNonNull(extra, "extra");
    requireNonNull(record, "record");
  }
}
