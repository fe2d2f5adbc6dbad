package org.melange.enrich.question;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.melange.enrich.budget.Usage;
import org.melange.enrich.question.EnrichmentOutcome.Chosen;
import org.melange.enrich.question.EnrichmentOutcome.Malformed;
import org.melange.enrich.question.EnrichmentOutcome.NoneFits;

/**
 * The answer to a question: one row of the answer store.
 *
 * @param key of the question, see {@link QuestionKeys}
 * @param outcome of the last try
 * @param tries answers that were received and paid for, over all runs
 * @param usage sum over all tries
 * @param costUsd sum over all tries
 * @param call details of the last try
 * @param runId the run that asked
 * @param at time of the answer
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

  /** How often a question is asked if its answers are malformed. */
  public static final int MAX_TRIES = 2;

  /**
   * Details of one exchange with the service.
   *
   * @param model the model that answered, as the service reports it
   * @param content the start of the answer, or of the reason why there is none
   * @param latencyMillis latency of the last attempt
   * @param attempts number of requests sent
   */
  public record Call(String model, String content, long latencyMillis, int attempts) {
    /** Rejects nulls. */
    public Call {
      requireNonNull(model, "model");
      requireNonNull(content, "content");
    }
  }

  /** Rejects nulls. */
  public Answer {
    requireNonNull(key, "key");
    requireNonNull(outcome, "outcome");
    requireNonNull(usage, "usage");
    requireNonNull(call, "call");
    requireNonNull(runId, "runId");
    requireNonNull(at, "at");
  }

  /** Whether the question is not asked again, unless failed questions are to be retried. */
  public boolean settled() {
    return !(outcome instanceof Malformed) || tries >= MAX_TRIES;
  }

  /** Whether the answer is unusable. */
  public boolean failed() {
    return !(outcome instanceof Chosen || outcome instanceof NoneFits);
  }
}
