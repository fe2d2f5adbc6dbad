package org.melange.enrich.chat;

import java.util.Locale;
import java.util.Objects;
import org.melange.enrich.budget.Usage;

/**
 * One question.
 *
 * @param system what the model is told to do
 * @param user the question; data, whatever it says
 * @param responseSchemaJson the JSON schema that the answer must follow, or empty for free text
 * @param maxOutputTokens the longest answer that is paid for
 * @param estimatedInputTokens what the question will count for; rather too many than too few. What
 *     it really was comes with the answer
 */
public record ChatRequest(
    String system,
    String user,
    String responseSchemaJson,
    int maxOutputTokens,
    int estimatedInputTokens) {

  /** Refuses a request that cannot be asked. */
  public ChatRequest {
    Objects.requireNonNull(system);
    Objects.requireNonNull(user);
    Objects.requireNonNull(responseSchemaJson);
    if (maxOutputTokens < 1 || estimatedInputTokens < 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a request of %d tokens for an answer of %d",
              estimatedInputTokens,
              maxOutputTokens));
    }
  }

  /** What it will use at most, if the estimate is right. */
  public Usage estimate() {
    return new Usage(estimatedInputTokens, maxOutputTokens);
  }
}
