package org.melange.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RejectionTest {

  @Test
  void shortensLongRecordsBetweenCharacters() {
    assertThat(record("x".repeat(Rejection.MAX_RECORD))).hasSize(Rejection.MAX_RECORD);
    assertThat(record("x".repeat(Rejection.MAX_RECORD) + "y"))
        .isEqualTo("x".repeat(Rejection.MAX_RECORD) + "…");
    assertThat(record("x" + "🌍".repeat(Rejection.MAX_RECORD)))
        .isEqualTo("x" + "🌍".repeat(Rejection.MAX_RECORD / 2 - 1) + "…");
  }

  @Test
  void hasCodesToCountBy() {
    assertThat(Rejection.Stage.MENTION.code()).isEqualTo("mention");
    assertThat(Rejection.Reason.SPAN_OUTSIDE_TEXT.code()).isEqualTo("span_outside_text");
  }

  private static String record(String record) {
    return new Rejection(Rejection.Stage.POST, Rejection.Reason.MALFORMED, "", record).record();
  }
}
