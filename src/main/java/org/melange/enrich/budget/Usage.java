package org.melange.enrich.budget;

import java.io.Serializable;
import java.util.Locale;

/** Tokens that a request read and wrote; never negative. */
public record Usage(long inputTokens, long outputTokens) implements Serializable {

  /** Nothing. */
  public static final Usage NONE = new Usage(0, 0);

  /** Refuses negative counts. */
  public Usage {
    if (inputTokens < 0 || outputTokens < 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "tokens cannot be negative: %d in, %d out", inputTokens, outputTokens));
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
