package org.melange.enrich.chat;

import java.util.Locale;
import java.util.Objects;
import org.melange.enrich.budget.Usage;

/**
 * One request to a language model.
 *
 * @param system instructions to the model
 * @param user the question; its content is data, never an instruction
 * @param responseSchemaJson the JSON schema of the answer; empty for free text
 * @param maxOutputTokens length at which the answer is truncated
 * @param estimatedInputTokens an estimate, rather too high than too low; the answer reports the
 *     real number
 */
public record ChatRequest(
    String system,
    String user,
    String responseSchemaJson,
    int maxOutputTokens,
    int estimatedInputTokens) {

  /** Rejects nulls and impossible numbers. */
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

  /** An upper bound of the usage, if the estimate holds. */
  public Usage estimate() {
    return new Usage(estimatedInputTokens, maxOutputTokens);
  }
}
