package org.melange.enrich.budget;

import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;

/**
 * The outcome of one HTTP request, as the request budget needs it.
 *
 * @param status the kind of outcome
 * @param usage tokens used; the estimate if the service may have charged without an answer
 * @param pause how long the service asks clients to wait; zero if it does not
 * @param why what the service said when it refused the request or limited the rate; empty otherwise
 */
public record CallReport(Status status, Usage usage, Duration pause, String why)
    implements Serializable {

  /** The kinds of outcome. */
  public enum Status {
    /** The service answered. */
    ANSWERED,
    /** The service refused the content of the question. */
    REFUSED,
    /** The service refused the request, whatever the question. */
    REJECTED,
    /** The service refused the caller: a wrong key, or none. */
    DENIED,
    /** A transient failure that does not count against the service. */
    TRANSIENT,
    /** The service refused it because of its rate limit. */
    THROTTLED,
    /** The service or the connection failed. */
    BROKEN,
    /** No connection was established, so the request was not sent. */
    UNREACHED,
    /** The permit was not used. */
    UNSENT
  }

  /** Rejects nulls. */
  public CallReport {
    Objects.requireNonNull(status);
    Objects.requireNonNull(usage);
    Objects.requireNonNull(pause);
    Objects.requireNonNull(why);
  }

  /** A report of a request that was not refused. */
  public CallReport(Status status, Usage usage, Duration pause) {
    this(status, usage, pause, "");
  }
}
