package org.melange.enrich.chat;

import java.io.Serializable;
import java.time.Duration;

/**
 * How often and when a question is asked again.
 *
 * @param maxAttempts the first one included
 * @param firstWait before the second; doubles from there, half of it by chance
 * @param longestWait between two
 */
public record Retries(int maxAttempts, Duration firstWait, Duration longestWait)
    implements Serializable {

  /** What services recommend. */
  public static final Retries USUAL =
      new Retries(6, Duration.ofMillis(500), Duration.ofSeconds(30));
}
