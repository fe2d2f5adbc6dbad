package org.melange.image;

import static java.util.Objects.requireNonNull;

import java.util.function.Function;

/** What became of an image file: its pixels, or the reason why there are none. */
public sealed interface ImageOutcome {

  /** The one function that fits this outcome, applied to it. */
  <T> T fold(
      Function<? super Decoded, ? extends T> decoded, Function<? super Failed, ? extends T> failed);

  /**
   * The image was decoded in full.
   *
   * @param image its pixels
   */
  record Decoded(RgbImage image) implements ImageOutcome {
    /** Refuses an absent image. */
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
   * There is no image to use.
   *
   * @param fault why, as a code to count by
   * @param message why, in words
   */
  record Failed(ImageError fault, String message) implements ImageOutcome {
    /** Refuses an absent fault or message. */
    public Failed {
      requireNonNull(fault, "fault");
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
