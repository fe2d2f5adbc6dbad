package org.melange.image;

import static java.util.Objects.requireNonNull;

import java.util.function.Function;

/** The outcome of decoding an image file: its pixels, or the reason of the failure. */
public sealed interface ImageOutcome {

  /** Applies the function for this kind of outcome. */
  <T> T fold(
      Function<? super Decoded, ? extends T> decoded, Function<? super Failed, ? extends T> failed);

  /**
   * The image was decoded completely.
   *
   * @param image its pixels
   */
  record Decoded(RgbImage image) implements ImageOutcome {
    /** Requires an image. */
    public Decoded {
      requireNonNull(image, "image");
    }

    @Override
    public <T> T fold(
        Function<? super Decoded, ? extends T> decoded,
        Function<? super Failed, ? extends T> failed) {
      return decoded.apply(this);
    }
  }

  /**
   * The image cannot be used.
   *
   * @param error the reason
   * @param message the reason in words
   */
  record Failed(ImageError error, String message) implements ImageOutcome {
    /** Requires both. */
    public Failed {
      requireNonNull(error, "error");
      requireNonNull(message, "message");
    }

    @Override
    public <T> T fold(
        Function<? super Decoded, ? extends T> decoded,
        Function<? super Failed, ? extends T> failed) {
      return failed.apply(this);
    }
  }
}
