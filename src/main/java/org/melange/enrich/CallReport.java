package org.melange.enrich;

import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;

/**
 * What became of one request on the wire, as far as budgets are concerned.
 *
 * @param verdict how it went
 * @param usage what it used, or the estimate if the service may have charged for it unseen
 * @param pause how long the service asks everybody to wait; zero if it doesn't
 */
public record CallReport(Verdict verdict, Usage usage, Duration pause) implements Serializable {

  /** How a request went. */
  public enum Verdict {
    /** It was answered. */
    ANSWERED,
    /** It was refused for its own sake. */
    REJECTED,
    /** Whoever asks is refused: a wrong key, or none. */
    DENIED,
    /** It was refused because there were too many. */
    THROTTLED,
    /** The service or the way to it is broken. */
    BROKEN,
    /** It never left. */
    UNSENT
  }

  /** Refuses absent parts. */
  public CallReport {
    Objects.requireNonNull(verdict);
    Objects.requireNonNull(usage);
    Objects.requireNonNull(pause);
  }
}
