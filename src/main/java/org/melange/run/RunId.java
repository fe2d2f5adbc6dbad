package org.melange.run;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Creates ids of runs, which are unique and sort by time. */
public final class RunId {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final SecureRandom RANDOM = new SecureRandom();

  private RunId() {}

  /** A new id, such as {@code 20260131T235959-1a2b3c4d}. */
  public static String next() {
    return TIME.format(Instant.now()) + String.format(Locale.ROOT, "-%08x", RANDOM.nextInt());
  }
}
