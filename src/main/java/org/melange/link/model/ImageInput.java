package org.melange.link.model;

import static java.util.Objects.requireNonNull;

import org.melange.clip.engine.ClipOutput;

/**
 * An image as the encoder takes it: pixels, or what is known of it already.
 *
 * @param key names the content: {@link #ABSENT}, or a hash of the file
 * @param pixels normalised, [3, S, S]; null if {@code known}, or if there is no image
 * @param known its features, if somebody computed them before; else null
 */
@SuppressWarnings("ArrayRecordComponent") // in flight between two threads: never compared
public record ImageInput(String key, float[] pixels, ClipOutput known) {

  /** The key of no image at all. */
  public static final String ABSENT = "absent";

  /** No image, or none that can be used. */
  public static final ImageInput NONE = new ImageInput(ABSENT, null, null);

  /** Refuses an image without key. */
  public ImageInput {
    requireNonNull(key, "key");
  }

  /** Whether there is no image. */
  public boolean absent() {
    return key.equals(ABSENT);
  }
}
