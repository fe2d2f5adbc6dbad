package org.melange.enrich.chat;

import java.net.http.HttpHeaders;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long a service asks everybody to wait: {@code Retry-After} as seconds or as an HTTP date,
 * {@code retry-after-ms}, and {@code x-ratelimit-*} where they say that nothing is left.
 */
final class RateHeaders {

  private static final Duration LONGEST = Duration.ofDays(2);
  private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|us|µs|ns|h|m|s|d)");
  private static final Pattern NUMBER = Pattern.compile("\\d+(?:\\.\\d+)?");

  private RateHeaders() {}

  /** The wait that a refusal asks for; zero if it names none. */
  static Duration refused(HttpHeaders headers, Clock clock) {
    return retryAfter(headers, clock).orElseGet(() -> resets(headers, 1));
  }

  /**
   * The wait that an answer asks for. The reset time is when the whole limit is there again, so one
   * request more is after its part of it.
   */
  static Duration answered(HttpHeaders headers) {
    return resets(headers, 0);
  }

  private static Optional<Duration> retryAfter(HttpHeaders headers, Clock clock) {
    Optional<Duration> millis =
        headers.firstValue("retry-after-ms").flatMap(text -> number(text, 0.001));
    return millis.isPresent()
        ? millis
        : headers.firstValue("retry-after").flatMap(text -> after(text.strip(), clock));
  }

  private static Optional<Duration> after(String text, Clock clock) {
    Optional<Duration> seconds = number(text, 1);
    return seconds.isPresent() ? seconds : until(text, clock.instant());
  }

  private static Optional<Duration> until(String date, Instant now) {
    try {
      Instant then = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(bounded(Duration.between(now, then)));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static Duration resets(HttpHeaders headers, int wholeLimit) {
    Duration requests = reset(headers, "requests", wholeLimit);
    Duration tokens = reset(headers, "tokens", wholeLimit);
    return requests.compareTo(tokens) > 0 ? requests : tokens;
  }

  private static Duration reset(HttpHeaders headers, String unit, int wholeLimit) {
    double left = value(headers, "x-ratelimit-remaining-" + unit);
    Optional<Duration> reset =
        headers.firstValue("x-ratelimit-reset-" + unit).flatMap(RateHeaders::time);
    if (left != 0 || reset.isEmpty()) {
      return Duration.ZERO;
    }
    double limit = value(headers, "x-ratelimit-limit-" + unit);
    boolean whole = wholeLimit == 1 || !(limit > 1);
    return whole ? reset.get() : Duration.ofNanos((long) (reset.get().toNanos() / limit));
  }

  private static double value(HttpHeaders headers, String name) {
    return headers
        .firstValue(name)
        .map(String::strip)
        .filter(text -> NUMBER.matcher(text).matches())
        .map(Double::valueOf)
        .orElse(Double.NaN);
  }

  /** A time as Go writes it, {@code 6m0s} or {@code 120ms}, or plain seconds. */
  static Optional<Duration> time(String text) {
    Optional<Duration> seconds = number(text, 1);
    if (seconds.isPresent()) {
      return seconds;
    }
    Matcher parts = PART.matcher(text.strip());
    double sum = 0;
    int end = 0;
    while (parts.find() && parts.start() == end) {
      sum += Double.parseDouble(parts.group(1)) * secondsPer(parts.group(2));
      end = parts.end();
    }
    return end > 0 && end == text.strip().length() ? Optional.of(seconds(sum)) : Optional.empty();
  }

  private static double secondsPer(String unit) {
    return switch (unit) {
      case "d" -> 86_400;
      case "h" -> 3600;
      case "m" -> 60;
      case "s" -> 1;
      case "ms" -> 1e-3;
      case "ns" -> 1e-9;
      default -> 1e-6;
    };
  }

  private static Optional<Duration> number(String text, double unit) {
    return NUMBER.matcher(text.strip()).matches()
        ? Optional.of(seconds(Double.parseDouble(text.strip()) * unit))
        : Optional.empty();
  }

  private static Duration seconds(double seconds) {
    return Duration.ofNanos(Math.round(Math.min(seconds, LONGEST.toSeconds()) * 1e9));
  }

  private static Duration bounded(Duration time) {
    if (time.isNegative()) {
      return Duration.ZERO;
    }
    return time.compareTo(LONGEST) > 0 ? LONGEST : time;
  }
}
