package org.melange.mmoe;

/** The three units of the matcher. Its score is the mean of theirs. */
public enum Unit {
  /** Intra-level matching of text. */
  TEXT("intra-text"),
  /** Intra-level matching of images. */
  IMAGE("intra-image"),
  /** Inter-level matching. */
  CROSS("inter");

  private final String code;

  Unit(String code) {
    this.code = code;
  }

  /** The name in the {@code config.json} of a model. */
  public String code() {
    return code;
  }
}
