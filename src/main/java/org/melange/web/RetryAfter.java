package org.melange.web;

import java.time.Duration;
import java.time.Instant;
import org.apache.hc.client5.http.utils.DateUtils;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpResponse;

/** Parses {@code Retry-After}, which is a number of seconds or a date. */
final class RetryAfter {

  /** Longer times are shortened to this, so that arithmetic cannot overflow. */
  private static final Duration LONGEST = Duration.ofDays(2);

  private RetryAfter() {}

  /** The pause that {@code response} asks for; zero if there is none or it has passed. */
  static Duration of(HttpResponse response, Instant now) {
    Header header = response.getFirstHeader(HttpHeaders.RETRY_AFTER);
    String value = header == null ? "" : header.getValue().strip();
    if (value.matches("\\d+")) {
      return value.length() > 6 ? LONGEST : shorter(Duration.ofSeconds(Long.parseLong(value)));
    }
    Instant date = DateUtils.parseStandardDate(value);
    return date == null || date.isBefore(now)
        ? Duration.ZERO
        : shorter(Duration.between(now, date));
  }

  private static Duration shorter(Duration time) {
    return time.compareTo(LONGEST) > 0 ? LONGEST : time;
  }
}
