package org.melange.mmoe;

/** The four gates of the matcher: one in each intra-level unit, two in the cross unit. */
public enum GateSite {
  /** The text unit: {@code [text cls; text tokens]} is routed by itself. */
  TEXT("text"),
  /** The vision unit: {@code [image cls; image tokens]} is routed by itself. */
  IMAGE("image"),
  /** The cross unit: {@code TI = [text cls; image tokens]} is routed by {@code IT}. */
  CROSS_TI("cross_ti"),
  /** The cross unit: {@code IT = [image cls; text tokens]} is routed by {@code TI}. */
  CROSS_IT("cross_it");

  private final String code;

  GateSite(String code) {
    this.code = code;
  }

  /** The name of the gate in model files. */
  public String code() {
    return code;
  }

  /** Whether the routing sequence is that of the other modality. */
  boolean routedByOther() {
    return this == CROSS_TI || this == CROSS_IT;
  }

  /** Whether the routed tokens are text, of which the token gate excludes padding. */
  boolean routesText() {
    return this == TEXT || this == CROSS_IT;
  }
}
