package org.melange.mmoe;

/** One of the three units whose scores make up a matcher's score. */
public enum Unit {
  /** Text against text. */
  TEXT("intra-text"),
  /** Image against image. */
  IMAGE("intra-image"),
  /** Each modality in the light of the other. */
  CROSS("inter");

  private final String code;

  Unit(String code) {
    this.code = code;
  }

  /** As it stands in a model's {@code config.json}. */
  public String code() {
    return code;
  }
}
