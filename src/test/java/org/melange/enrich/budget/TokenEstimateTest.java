package org.melange.enrich.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Token counts: estimates, their correction, and usage. */
class TokenEstimateTest {

  @ParameterizedTest
  @CsvSource({"'', 16", "a, 17", "abc, 17", "abcd, 18", "\u00e4\u00e4, 18", "\u65e5\u672c, 18"})
  void threeBytesAreAToken(String text, int tokens) {
    assertThat(TokenEstimate.of(text)).isEqualTo(tokens);
  }

  @Test
  void eachTextIsRoundedUp() {
    assertThat(TokenEstimate.of("a", "b", "cdef")).isEqualTo(16 + 1 + 1 + 2);
  }

  @Test
  void estimatesAreUnchangedUntilAnAnswerUsesMore() {
    TokenEstimateCorrection correction = new TokenEstimateCorrection();
    Usage estimate = new Usage(80, 20);
    assertThat(correction.apply(estimate)).isEqualTo(100);
    correction.learn(estimate, new Usage(40, 10));
    assertThat(correction.apply(estimate)).isEqualTo(100);
    correction.learn(estimate, new Usage(200, 100));
    assertThat(correction.apply(estimate)).isEqualTo(330);
  }

  @Test
  void theCorrectionDecaysAndHasAnUpperBound() {
    TokenEstimateCorrection correction = new TokenEstimateCorrection();
    Usage estimate = new Usage(100, 0);
    correction.learn(estimate, new Usage(1_000_000, 0));
    assertThat(correction.apply(estimate)).isEqualTo(6400);
    for (int i = 0; i < 10_000; i++) {
      correction.learn(estimate, new Usage(50, 0));
    }
    assertThat(correction.apply(estimate)).isEqualTo(100);
  }

  /** After each answer, an equal request is not underestimated. */
  @Test
  void theLastAnswerIsAlwaysCovered() {
    Random random = new Random(11);
    TokenEstimateCorrection correction = new TokenEstimateCorrection();
    for (int i = 0; i < 1_000; i++) {
      Usage estimate = new Usage(1 + random.nextInt(500), random.nextInt(50));
      Usage used = new Usage(random.nextInt(3_000), random.nextInt(50));
      correction.learn(estimate, used);
      long covered = Math.min(used.total(), 64 * estimate.total());
      assertThat(correction.apply(estimate)).isGreaterThanOrEqualTo(covered);
    }
  }

  @Test
  void usageIsNotNegative() {
    assertThat(new Usage(3, 4).plus(new Usage(10, 20))).isEqualTo(new Usage(13, 24));
    assertThat(new Usage(3, 4).total()).isEqualTo(7);
    assertThatThrownBy(() -> new Usage(-1, 0)).hasMessageContaining("-1 in");
    assertThatThrownBy(() -> new Usage(0, -1)).hasMessageContaining("-1 out");
  }

  @ParameterizedTest
  @CsvSource({"-1, 0, 1", "0, -1, 1", "0, 0, 0"})
  void limitsThatAllowNothingAreRejected(int requests, long tokens, int inFlight) {
    assertThatThrownBy(() -> TestLimits.with(inFlight).perMinute(requests, tokens).limits())
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aReportHasNoNulls() {
    assertThatThrownBy(() -> new CallReport(null, Usage.NONE, Duration.ZERO))
        .isInstanceOf(NullPointerException.class);
    assertThat(new CallReport(CallReport.Status.ANSWERED, Usage.NONE, Duration.ZERO).why())
        .isEmpty();
  }
}
