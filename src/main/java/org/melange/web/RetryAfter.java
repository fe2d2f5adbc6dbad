package org.melange.web;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.utils.DateUtils;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpResponse;

/** Parses {@code Retry-After}: seconds, which may have a fraction, or an HTTP date. */
public final class RetryAfter {

  /** Longer waits are reduced to this; every retry limit is shorter. */
  private static final Duration LONGEST = Duration.ofDays(2);

  private static final Pattern SECONDS = Pattern.compile("\\d+(\\.\\d+)?");

  private RetryAfter() {}

  /** The wait that {@code response} asks for; zero if it names none or one that has passed. */
  static Duration of(HttpResponse response, Instant now) {
    Header header = response.getFirstHeader(HttpHeaders.RETRY_AFTER);
    return header == null ? Duration.ZERO : parse(header.getValue(), now).orElse(Duration.ZERO);
  }

  /**
   * The wait that the value of a header asks for, zero for a date that has passed.
   *
   * @return empty if the value is neither a number of seconds nor a date
   */
  public static Optional<Duration> parse(String value, Instant now) {
    String text = value.strip();
    if (SECONDS.matcher(text).matches()) {
      double seconds = Math.min(Double.parseDouble(text), LONGEST.toSeconds());
      return Optional.of(Duration.ofNanos(Math.round(seconds * 1e9)));
    }
    return date(text).map(date -> bounded(Duration.between(now, date)));
  }

  /** One of the three formats of HTTP; some services write the day with one digit, too. */
  private static Optional<Instant> date(String text) {
    Instant standard = DateUtils.parseStandardDate(text);
    if (standard != null) {
      return Optional.of(standard);
    }
    try {
      return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Duration bounded(Duration time) {
    if (time.isNegative()) {
      return Duration.ZERO;
    }
    return time.compareTo(LONGEST) > 0 ? LONGEST : time;
  }
}
