package org.melange.sample;

import java.util.Locale;

/** What is wrong with a post that is broken on purpose, and what a reader should make of it. */
public enum Defect {
  /** The line ends in the middle. */
  MALFORMED_JSON(Effect.POST_REFUSED),
  /** There is no {@code post_id}. */
  MISSING_POST_ID(Effect.POST_REFUSED),
  /** The text is a number. */
  TEXT_WRONG_TYPE(Effect.POST_REFUSED),
  /** An earlier line once more, word for word. */
  DUPLICATE_POST_ID(Effect.POST_REFUSED),
  /** The second mention lies beyond the end of the text. */
  SPAN_OUTSIDE_TEXT(Effect.MENTION_REFUSED),
  /** The second mention's span covers other text. */
  SPAN_MISMATCH(Effect.MENTION_REFUSED),
  /** The image file does not exist. */
  IMAGE_ABSENT(Effect.IMAGE_UNUSABLE),
  /** The JPEG stops half-way. */
  IMAGE_TRUNCATED(Effect.IMAGE_DOUBTFUL),
  /** The image file holds an error page. */
  IMAGE_IS_HTML(Effect.IMAGE_UNUSABLE),
  /** The image file is empty. */
  IMAGE_EMPTY(Effect.IMAGE_UNUSABLE),
  /** The image file is small and claims 50,000 by 50,000 pixels. */
  IMAGE_BOMB(Effect.IMAGE_UNUSABLE),
  /** The {@code data:} URI does not hold base64. */
  DATA_URI_BROKEN(Effect.IMAGE_UNUSABLE);

  private final Effect effect;

  Defect(Effect effect) {
    this.effect = effect;
  }

  /** What becomes of the post. */
  public Effect effect() {
    return effect;
  }

  /** The code as it stands in post ids. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What becomes of a post with a defect. */
  public enum Effect {
    /** The whole post is refused. */
    POST_REFUSED,
    /** One mention is refused, the other is linked. */
    MENTION_REFUSED,
    /** The post is linked by its text alone. */
    IMAGE_UNUSABLE,
    /** As much of the picture may be used as the decoder can read. */
    IMAGE_DOUBTFUL
  }
}
