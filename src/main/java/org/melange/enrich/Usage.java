package org.melange.enrich;

import java.io.Serializable;

/** Tokens that a request read and wrote; never negative. */
public record Usage(long inputTokens, long outputTokens) implements Serializable {

  /** Nothing. */
  public static final Usage NONE = new Usage(0, 0);

  /** Refuses negative counts. */
  public Usage {
    if (inputTokens < 0 || outputTokens < 0) {
      throw new IllegalArgumentException(
          "tokens cannot be negative: %d in, %d out".formatted(inputTokens, outputTokens));
    }
  }

  /** Both together, which is what a limit of tokens a minute counts. */
  public long total() {
    return inputTokens + outputTokens;
  }

  /** The sum. */
  public Usage plus(Usage other) {
    return new Usage(inputTokens + other.inputTokens, outputTokens + other.outputTokens);
  }
}
