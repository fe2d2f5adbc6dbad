package org.melange.mmoe;

import java.util.Arrays;

/** How tokens are routed to experts: a property of the trained model. */
public enum Gate {
  /**
   * The gate of the released code, with its mask along the sequence axis: only the first N rows of
   * {@code [cls; tokens]} and the first k experts can be active, and scores are divided by their
   * mean over a batch (see {@link GateNormalizer}). The published results come from this gate.
   */
  PUBLISHED("published"),

  /**
   * The gate as the paper describes it: each token keeps its k best experts, and padding is
   * excluded from softmax and mean. Scores do not depend on the batch or on padding.
   */
  TOKEN("token");

  private final String code;

  Gate(String code) {
    this.code = code;
  }

  /** The name of the gate in configurations and model files. */
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
