package org.melange.enrich.chat;

import java.time.Duration;
import org.melange.enrich.budget.CallReport;
import org.melange.enrich.budget.CallReport.Verdict;
import org.melange.enrich.budget.Usage;

/** What one attempt came to. */
sealed interface Attempt {

  /** The matter is settled. */
  record Done(ChatReply reply) implements Attempt {}

  /** Asking again may help. */
  record Failed(String why) implements Attempt {}

  /**
   * The rate limit of the service was reached; the question is asked again, and this does not count
   * as an attempt.
   *
   * @param named whether the service named the time to wait, which the governor enforces
   */
  record Delayed(boolean named) implements Attempt {}

  /** What budgets are told, and what it means for the question. */
  record Verdicted(CallReport report, Attempt attempt) {

    static Verdicted of(Verdict verdict, Usage usage, Duration pause, Attempt attempt) {
      return new Verdicted(new CallReport(verdict, usage, pause), attempt);
    }

    /** A request that the service refused, and what it said. */
    static Verdicted refused(Verdict verdict, Usage usage, ChatReply.Rejected reply) {
      return new Verdicted(
          new CallReport(verdict, usage, Duration.ZERO, reply.why()), new Done(reply));
    }
  }
}
