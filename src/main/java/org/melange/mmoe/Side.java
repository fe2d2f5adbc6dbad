package org.melange.mmoe;

/** Which of the two things matched: the sides share weights but neither statistics nor roles. */
public enum Side {
  /** The mention in its post: gives keys and values, and is ranked for. */
  MENTION("mention"),
  /** The entity of the knowledge base: gives queries, and is ranked. */
  ENTITY("entity");

  private final String code;

  Side(String code) {
    this.code = code;
  }

  /** The name under which model files know the side. */
  public String code() {
    return code;
  }
}
