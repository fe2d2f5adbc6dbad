package org.melange.enrich.question;

import java.util.function.Function;

/** Whether a mention needs a question. */
public sealed interface QuestionDecision {

  /** It does. */
  record Needed(Question question) implements QuestionDecision {
    @Override
    public <T> T fold(Function<Question, T> needed, Function<EnrichmentOutcome, T> resolved) {
      return needed.apply(question);
    }
  }

  /** It does not: the outcome is known. */
  record Resolved(EnrichmentOutcome outcome) implements QuestionDecision {
    @Override
    public <T> T fold(Function<Question, T> needed, Function<EnrichmentOutcome, T> resolved) {
      return resolved.apply(outcome);
    }
  }

  /** Applies the function for this case. */
  <T> T fold(Function<Question, T> needed, Function<EnrichmentOutcome, T> resolved);
}
