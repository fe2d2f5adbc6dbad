package org.melange.enrich.chat;

import java.net.http.HttpHeaders;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.melange.web.RetryAfter;

/**
 * Parses the headers by which a service asks clients to wait: {@code retry-after-ms}, {@code
 * Retry-After}, and {@code x-ratelimit-*} if they say that nothing remains.
 */
final class RateHeaders {

  private static final Duration LONGEST = Duration.ofDays(2);
  private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|us|µs|ns|h|m|s|d)");
  private static final Pattern NUMBER = Pattern.compile("\\d+(?:\\.\\d+)?");

  private RateHeaders() {}

  /** The wait that a refused request asks for; zero if it asks for none. */
  static Duration refused(HttpHeaders headers, Clock clock) {
    return retryAfter(headers, clock).orElseGet(() -> resets(headers, 1));
  }

  /**
   * The wait that an answer asks for. After the reset time, the full limit is available again; one
   * more request is available after the corresponding fraction of it.
   */
  static Duration answered(HttpHeaders headers) {
    return resets(headers, 0);
  }

  private static Optional<Duration> retryAfter(HttpHeaders headers, Clock clock) {
    return headers
        .firstValue("retry-after-ms")
        .flatMap(text -> number(text, 0.001))
        .or(
            () ->
                headers
                    .firstValue("retry-after")
                    .flatMap(text -> RetryAfter.parse(text, clock.instant())));
  }

  private static Duration resets(HttpHeaders headers, int fullLimit) {
    Duration requests = reset(headers, "requests", fullLimit);
    Duration tokens = reset(headers, "tokens", fullLimit);
    return requests.compareTo(tokens) > 0 ? requests : tokens;
  }

  private static Duration reset(HttpHeaders headers, String unit, int fullLimit) {
    double left = value(headers, "x-ratelimit-remaining-" + unit);
    Optional<Duration> reset =
        headers.firstValue("x-ratelimit-reset-" + unit).flatMap(RateHeaders::time);
    if (left != 0 || reset.isEmpty()) {
      return Duration.ZERO;
    }
    double limit = value(headers, "x-ratelimit-limit-" + unit);
    boolean full = fullLimit == 1 || !(limit > 1);
    return full ? reset.get() : Duration.ofNanos((long) (reset.get().toNanos() / limit));
  }

  private static double value(HttpHeaders headers, String name) {
    return headers
        .firstValue(name)
        .map(String::strip)
        .filter(text -> NUMBER.matcher(text).matches())
        .map(Double::valueOf)
        .orElse(Double.NaN);
  }

  /** Parses seconds, or a duration in the syntax of Go: {@code 6m0s}, {@code 120ms}. */
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
}
