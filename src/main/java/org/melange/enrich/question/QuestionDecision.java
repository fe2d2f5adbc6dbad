package org.melange.enrich.question;

/** Whether there is something to ask about a mention. */
public sealed interface QuestionDecision {

  /** There is. */
  record Ask(Question question) implements QuestionDecision {}

  /** There is not: the outcome is known. */
  record Settled(EnrichmentOutcome outcome) implements QuestionDecision {}
}
