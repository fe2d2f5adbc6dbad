package org.melange.enrich.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rate-limit headers of services, and the resulting waits. */
class RateHeadersTest {

  private static final Clock NOW =
      Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);

  @ParameterizedTest
  @CsvSource({
    "7, 7000",
    "0.5, 500",
    "0, 0",
    "'Sun, 1 Mar 2026 12:00:20 GMT', 20000",
    "'Sun, 01 Mar 2026 11:00:00 GMT', 0",
    "'Mon, 01 Mar 2027 12:00:00 GMT', 172800000",
    "1e9999, 0",
    "99999999999, 172800000",
    "soon, 0",
    "-5, 0"
  })
  void retryAfterIsSecondsOrADate(String value, long millis) {
    assertThat(RateHeaders.refused(headers("retry-after", value), NOW))
        .isEqualTo(Duration.ofMillis(millis));
  }

  @Test
  void millisecondsOverrideSeconds() {
    assertThat(RateHeaders.refused(headers("retry-after", "1", "retry-after-ms", "20"), NOW))
        .isEqualTo(Duration.ofMillis(20));
  }

  @ParameterizedTest
  @CsvSource({
    "6m0s, 360000",
    "1s, 1000",
    "120ms, 120",
    "1h2m3.5s, 3723500",
    "2, 2000",
    "1d, 86400000"
  })
  void durationsHaveParts(String text, long millis) {
    assertThat(RateHeaders.time(text)).contains(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @CsvSource({"''", "s", "1x", "1s later", "m5"})
  void anInvalidDurationIsIgnored(String text) {
    assertThat(RateHeaders.time(text)).isEmpty();
  }

  @Test
  void anAnswerAsksForAWaitOnlyIfNothingRemains() {
    assertThat(RateHeaders.answered(limits("600", "1", "60s"))).isZero();
    assertThat(RateHeaders.answered(limits("600", "0", "60s"))).isEqualTo(Duration.ofMillis(100));
  }

  @Test
  void aRefusedRequestWaitsForTheFullReset() {
    assertThat(RateHeaders.refused(limits("600", "0", "20s"), NOW))
        .isEqualTo(Duration.ofSeconds(20));
    assertThat(RateHeaders.refused(limits("600", "5", "20s"), NOW)).isZero();
  }

  private static HttpHeaders limits(String limit, String left, String reset) {
    return headers(
        "x-ratelimit-limit-requests",
        limit,
        "x-ratelimit-remaining-requests",
        left,
        "x-ratelimit-reset-requests",
        reset);
  }

  private static HttpHeaders headers(String... namesAndValues) {
    Map<String, List<String>> headers = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      headers.put(namesAndValues[i], List.of(namesAndValues[i + 1]));
    }
    return HttpHeaders.of(headers, (name, value) -> true);
  }
}
