package org.melange.mmoe;

/** The four places where a gate opens: one in each intra-level unit, two in the cross unit. */
public enum GateSite {
  /** The text unit's {@code [text cls; text tokens]}, which opens its own gate. */
  TEXT("text"),
  /** The vision unit's {@code [image cls; image tokens]}, which opens its own gate. */
  IMAGE("image"),
  /** The cross unit's {@code TI = [text cls; image tokens]}, whose gate {@code IT} opens. */
  CROSS_TI("cross_ti"),
  /** The cross unit's {@code IT = [image cls; text tokens]}, whose gate {@code TI} opens. */
  CROSS_IT("cross_it");

  private final String code;

  GateSite(String code) {
    this.code = code;
  }

  /** The name under which model files know the site. */
  public String code() {
    return code;
  }

  /** Whether the sequence that opens the gate is that of the other modality. */
  boolean openedByOther() {
    return this == CROSS_TI || this == CROSS_IT;
  }

  /** Whether the tokens routed here are text, whose padding the token gate leaves out. */
  boolean routesText() {
    return this == TEXT || this == CROSS_IT;
  }
}
