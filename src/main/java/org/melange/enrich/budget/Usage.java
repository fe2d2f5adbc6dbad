package org.melange.enrich.budget;

import java.io.Serializable;
import java.util.Locale;

/** Input and output tokens of requests; not negative. */
public record Usage(long inputTokens, long outputTokens) implements Serializable {

  /** No tokens. */
  public static final Usage NONE = new Usage(0, 0);

  /** Rejects negative counts. */
  public Usage {
    if (inputTokens < 0 || outputTokens < 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "tokens cannot be negative: %d in, %d out", inputTokens, outputTokens));
    }
  }

  /** Input and output tokens together, as token limits count them. */
  public long total() {
    return inputTokens + outputTokens;
  }

  /** The sum. */
  public Usage plus(Usage other) {
    return new Usage(inputTokens + other.inputTokens, outputTokens + other.outputTokens);
  }
}
