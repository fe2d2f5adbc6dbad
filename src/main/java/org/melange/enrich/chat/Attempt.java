package org.melange.enrich.chat;

import java.time.Duration;
import org.melange.enrich.budget.CallReport;
import org.melange.enrich.budget.CallReport.Status;
import org.melange.enrich.budget.Usage;

/** The outcome of one attempt. */
sealed interface Attempt {

  /** The final reply. */
  record Done(ChatReply reply) implements Attempt {}

  /** A failure that a retry may solve. */
  record Failed(String why) implements Attempt {}

  /**
   * The rate limit of the service was reached. The request is repeated, and this does not count as
   * an attempt.
   *
   * @param named whether the service named the time to wait; the limiter then enforces it
   */
  record Delayed(boolean named) implements Attempt {}

  /** The report to the request budget, and the outcome for the question. */
  record Result(CallReport report, Attempt attempt) {

    static Result of(Status status, Usage usage, Duration pause, Attempt attempt) {
      return new Result(new CallReport(status, usage, pause), attempt);
    }

    /** A request that the service refused. */
    static Result refused(Status status, Usage usage, ChatReply.Rejected reply) {
      return new Result(new CallReport(status, usage, Duration.ZERO, reply.why()), new Done(reply));
    }
  }
}
