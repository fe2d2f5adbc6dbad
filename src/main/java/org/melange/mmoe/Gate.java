package org.melange.mmoe;

import java.util.Arrays;

/** How tokens are given to experts: a property of the trained model. */
public enum Gate {
  /**
   * The gate of the released code, mask along the sequence axis included: only the first N rows of
   * {@code [cls; tokens]} and the first k experts can be open, and scores are divided by their mean
   * over a batch (see {@link GateNormalizer}). The published numbers come from it.
   */
  PUBLISHED("published"),

  /**
   * What the paper's text describes: each token keeps its k best experts, and padding takes no part
   * in any softmax or mean. Independent of the batch and of the length of either sequence.
   */
  TOKEN("token");

  private final String code;

  Gate(String code) {
    this.code = code;
  }

  /** The name under which configurations and model files know the gate. */
  public String code() {
    return code;
  }

  /**
   * The gate called {@code code}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Gate ofCode(String code) {
    return Arrays.stream(values())
        .filter(gate -> gate.code.equals(code))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "gate '" + code + "' is unknown: use 'published' or 'token'"));
  }
}
