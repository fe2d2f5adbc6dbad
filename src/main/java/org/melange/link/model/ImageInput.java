package org.melange.link.model;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.melange.clip.engine.ClipOutput;

/** An image on its way to the encoder. Immutable by agreement: arrays are shared. */
public sealed interface ImageInput {

  /** There is no image, or none that can be used. */
  ImageInput MISSING = new Missing();

  /** There is no image, or none that can be used. */
  record Missing() implements ImageInput {}

  /**
   * An image that is known by its content only; it cannot be encoded.
   *
   * @param hash SHA-256 of the file
   */
  record Hashed(String hash) implements ImageInput {

    /** Refuses an image without hash. */
    public Hashed {
      requireNonNull(hash, "hash");
    }
  }

  /**
   * An image that was decoded and prepared.
   *
   * @param hash SHA-256 of the content
   * @param values normalised, [3, S, S]
   */
  @SuppressWarnings("ArrayRecordComponent") // in flight between two threads: never compared
  record Pixels(String hash, float[] values) implements ImageInput {

    /** Refuses an image without hash or values. */
    public Pixels {
      requireNonNull(hash, "hash");
      requireNonNull(values, "values");
    }
  }

  /**
   * An image that was encoded before.
   *
   * @param hash SHA-256 of the content
   * @param features what CLIP computed
   */
  record Encoded(String hash, ClipOutput features) implements ImageInput {

    /** Refuses an image without hash or features. */
    public Encoded {
      requireNonNull(hash, "hash");
      requireNonNull(features, "features");
    }
  }

  /** Applies the function of the case that this is. */
  default <T> T fold(
      Supplier<T> missing,
      Function<Hashed, T> hashed,
      Function<Pixels, T> pixels,
      Function<Encoded, T> encoded) {
    if (this instanceof Hashed image) {
      return hashed.apply(image);
    }
    if (this instanceof Pixels image) {
      return pixels.apply(image);
    }
    return this instanceof Encoded image ? encoded.apply(image) : missing.get();
  }

  /** The hash of its content; empty if there is no image. */
  default Optional<String> key() {
    return fold(
        Optional::empty,
        hashed -> Optional.of(hashed.hash()),
        pixels -> Optional.of(pixels.hash()),
        encoded -> Optional.of(encoded.hash()));
  }
}
