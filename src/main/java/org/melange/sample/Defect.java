package org.melange.sample;

import java.util.Locale;

/** A defect of a post that is broken on purpose, and the expected outcome. */
public enum Defect {
  /** The line ends in the middle. */
  MALFORMED_JSON(Effect.POST_REFUSED),
  /** {@code post_id} is missing. */
  MISSING_POST_ID(Effect.POST_REFUSED),
  /** The text is a number. */
  TEXT_WRONG_TYPE(Effect.POST_REFUSED),
  /** An exact copy of an earlier line. */
  DUPLICATE_POST_ID(Effect.POST_REFUSED),
  /** The second mention is beyond the end of the text. */
  SPAN_OUTSIDE_TEXT(Effect.MENTION_REFUSED),
  /** The span of the second mention covers other text. */
  SPAN_MISMATCH(Effect.MENTION_REFUSED),
  /** The image file does not exist. */
  IMAGE_ABSENT(Effect.IMAGE_UNUSABLE),
  /** The JPEG is truncated. */
  IMAGE_TRUNCATED(Effect.IMAGE_DOUBTFUL),
  /** The image file contains an error page. */
  IMAGE_IS_HTML(Effect.IMAGE_UNUSABLE),
  /** The image file is empty. */
  IMAGE_EMPTY(Effect.IMAGE_UNUSABLE),
  /** The image file is small and claims 50,000 by 50,000 pixels. */
  IMAGE_BOMB(Effect.IMAGE_UNUSABLE),
  /** The {@code data:} URI is not base64. */
  DATA_URI_BROKEN(Effect.IMAGE_UNUSABLE);

  private final Effect effect;

  Defect(Effect effect) {
    this.effect = effect;
  }

  /** The expected outcome. */
  public Effect effect() {
    return effect;
  }

  /** The code in post ids. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The expected outcome of a post with a defect. */
  public enum Effect {
    /** The post is rejected. */
    POST_REFUSED,
    /** One mention is rejected, the other is linked. */
    MENTION_REFUSED,
    /** The post is linked by its text only. */
    IMAGE_UNUSABLE,
    /** The decoder may use the part of the image that it can read. */
    IMAGE_DOUBTFUL
  }
}
