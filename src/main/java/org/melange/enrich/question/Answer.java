package org.melange.enrich.question;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.melange.enrich.budget.Usage;
import org.melange.enrich.question.EnrichmentOutcome.Chosen;
import org.melange.enrich.question.EnrichmentOutcome.Malformed;
import org.melange.enrich.question.EnrichmentOutcome.NoneFits;

/**
 * What is known of a question that was asked: one row of the ledger.
 *
 * @param key of the question, see {@link QuestionKeys}
 * @param outcome of the latest try
 * @param tries answers that came and were paid for, over all runs
 * @param usage of all tries together
 * @param costUsd of all tries together
 * @param call how the latest try went
 * @param runId of the run that asked
 * @param at when the answer came
 */
public record Answer(
    String key,
    EnrichmentOutcome outcome,
    int tries,
    Usage usage,
    double costUsd,
    Call call,
    String runId,
    Instant at) {

  /** How often a question is asked whose answers are none. */
  public static final int MAX_TRIES = 2;

  /**
   * How a question went over the wire.
   *
   * @param model that answered, as the service calls it
   * @param content what it said, the beginning; or why nothing was said
   * @param latencyMillis of the attempt that was answered
   * @param attempts requests that were sent
   */
  public record Call(String model, String content, long latencyMillis, int attempts) {
    /** Refuses absent parts. */
    public Call {
      requireNonNull(model, "model");
      requireNonNull(content, "content");
    }
  }

  /** Refuses absent parts. */
  public Answer {
    requireNonNull(key, "key");
    requireNonNull(outcome, "outcome");
    requireNonNull(usage, "usage");
    requireNonNull(call, "call");
    requireNonNull(runId, "runId");
    requireNonNull(at, "at");
  }

  /** Whether the question is not to be asked any more, unless failed ones are wanted again. */
  public boolean settled() {
    return !(outcome instanceof Malformed) || tries >= MAX_TRIES;
  }

  /** Whether there is no answer to be used. */
  public boolean failed() {
    return !(outcome instanceof Chosen || outcome instanceof NoneFits);
  }
}
