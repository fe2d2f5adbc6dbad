package org.melange.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.apache.hc.core5.http.message.BasicHttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "7, 7",
    "' 7 ', 7",
    "0, 0",
    "172800, 172800",
    "172801, 172800",
    "99999999999999999999, 172800",
    "'Sun, 01 Mar 2026 12:00:20 GMT', 20",
    "'Sun, 1 Mar 2026 12:00:20 GMT', 20",
    "'Sunday, 01-Mar-26 12:00:20 GMT', 20",
    "'Sun, 01 Mar 2026 11:59:59 GMT', 0",
    "'Fri, 31 Dec 9999 23:59:59 GMT', 172800",
    "-7, 0",
    "soon, 0",
    "'', 0"
  })
  void aTimeIsSecondsOrADate(String value, int seconds) {
    BasicHttpResponse response = new BasicHttpResponse(429);
    response.setHeader("Retry-After", value);
    assertThat(RetryAfter.of(response, NOW)).isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void whoNamesNoTimeMayBeAskedAtOnce() {
    assertThat(RetryAfter.of(new BasicHttpResponse(503), NOW)).isZero();
  }

  @Test
  void aFractionOfASecondIsKept() {
    assertThat(RetryAfter.parse("0.25", NOW)).contains(Duration.ofMillis(250));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "-7", "1e3", "0x10", "Sun, 01 Mar 2026"})
  void anythingElseIsNotAWait(String value) {
    assertThat(RetryAfter.parse(value, NOW)).isEmpty();
  }
}
