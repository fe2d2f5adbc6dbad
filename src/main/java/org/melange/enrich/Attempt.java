package org.melange.enrich;

import org.melange.enrich.CallReport.Verdict;

/** What one attempt came to. */
sealed interface Attempt {

  /** The matter is settled. */
  record Done(ChatReply reply) implements Attempt {}

  /** Asking again may help. */
  record Failed(String why) implements Attempt {}

  /** What budgets are told, and what it means for the question. */
  record Verdicted(CallReport report, Attempt attempt) {

    static Verdicted of(Verdict verdict, Usage usage, java.time.Duration pause, Attempt attempt) {
      return new Verdicted(new CallReport(verdict, usage, pause), attempt);
    }
  }
}
