package org.melange.enrich.budget;

import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;

/**
 * What became of one request on the wire, as far as budgets are concerned.
 *
 * @param verdict how it went
 * @param usage what it used, or the estimate if the service may have charged for it unseen
 * @param pause how long the service asks everybody to wait; zero if it doesn't
 * @param why what the service said when it refused the request or limited the rate; empty otherwise
 */
public record CallReport(Verdict verdict, Usage usage, Duration pause, String why)
    implements Serializable {

  /** How a request went. */
  public enum Verdict {
    /** It was answered. */
    ANSWERED,
    /** The question was refused because of its content. */
    REFUSED,
    /** The request was refused, whatever the question. */
    REJECTED,
    /** Whoever asks is refused: a wrong key, or none. */
    DENIED,
    /** It failed at the service in a way that does not say that the service is broken. */
    PASSING,
    /** It was refused because there were too many. */
    THROTTLED,
    /** The service or the way to it is broken. */
    BROKEN,
    /** No connection could be made, so it was not sent. */
    UNREACHED,
    /** It never left. */
    UNSENT
  }

  /** Refuses absent parts. */
  public CallReport {
    Objects.requireNonNull(verdict);
    Objects.requireNonNull(usage);
    Objects.requireNonNull(pause);
    Objects.requireNonNull(why);
  }

  /** A report of a request that was not refused. */
  public CallReport(Verdict verdict, Usage usage, Duration pause) {
    this(verdict, usage, pause, "");
  }
}
