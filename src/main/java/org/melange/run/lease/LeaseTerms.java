package org.melange.run.lease;

import java.time.Duration;

/**
 * The times of a lease.
 *
 * @param expiry how long a lease must stay unchanged until others may take it
 * @param renewal how often its holder renews it; much less than {@code expiry}
 */
public record LeaseTerms(Duration expiry, Duration renewal) {

  /** What jobs use: 30 seconds, renewed every 5. */
  public static final LeaseTerms DEFAULT =
      new LeaseTerms(Duration.ofSeconds(30), Duration.ofSeconds(5));

  /** How long the holder trusts a renewal without another look: less than others wait. */
  Duration trusted() {
    return expiry.dividedBy(2);
  }

  /** How often a process that waits looks whether the lease has changed. */
  Duration poll() {
    return renewal.dividedBy(5);
  }
}
