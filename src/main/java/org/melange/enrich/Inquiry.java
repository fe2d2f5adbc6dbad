package org.melange.enrich;

/** Whether there is something to ask about a mention. */
public sealed interface Inquiry {

  /** There is. */
  record Ask(Question question) implements Inquiry {}

  /** There is not: the outcome is known. */
  record Settled(Outcome outcome) implements Inquiry {}
}
