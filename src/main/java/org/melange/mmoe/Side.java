package org.melange.mmoe;

/** The two sides of a match. They share weights, but have different gate statistics and roles. */
public enum Side {
  /** The mention in its post, which provides keys and values. */
  MENTION("mention"),
  /** The entity of the knowledge base, which provides queries. */
  ENTITY("entity");

  private final String code;

  Side(String code) {
    this.code = code;
  }

  /** The name of the side in model files. */
  public String code() {
    return code;
  }
}
