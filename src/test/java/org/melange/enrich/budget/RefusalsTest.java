package org.melange.enrich.budget;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RefusalsTest {

  private static final long SECOND = 1_000_000_000L;

  private final Refusals refusals = new Refusals();

  @Test
  void oneRefusedKeyIsEnough() {
    refusals.denied("401 wrong key");
    assertThat(refusals.conclusion()).contains("refuses the key", "401 wrong key");
  }

  @Test
  void aKeyThatHasWorkedIsNotBlamed() {
    refusals.answered();
    refusals.denied("401 wrong key");
    assertThat(refusals.conclusion()).isEmpty();
  }

  @Test
  void equalRefusalsInARowAreEnoughAlthoughTheirNumbersDiffer() {
    for (int i = 1; i < Refusals.ENOUGH; i++) {
      refusals.rejected("400 request " + i + " of 1234abcd-" + i + " is invalid");
      assertThat(refusals.conclusion()).isEmpty();
    }
    refusals.rejected("400 request 99 of 9999abcd-9 is invalid");
    assertThat(refusals.conclusion()).contains("refuses every request", "request 99");
  }

  @Test
  void refusalsForDifferentReasonsAreNot() {
    for (int i = 0; i < 10 * Refusals.ENOUGH; i++) {
      refusals.rejected(i % 2 == 0 ? "too long" : "too short");
    }
    assertThat(refusals.conclusion()).isEmpty();
  }

  @Test
  void aServiceThatIsNeverReachedIsTriedForAWhile() {
    for (int i = 0; i < 100; i++) {
      refusals.unreached("unknown host", 0);
    }
    assertThat(refusals.conclusion()).isEmpty();
    refusals.unreached("unknown host", Refusals.UNREACHED_NANOS);
    assertThat(refusals.conclusion()).contains("cannot be reached", "unknown host");
  }

  @Test
  void aServiceThatWasReachedOnceIsNot() {
    refusals.reached();
    for (int i = 0; i < 100; i++) {
      refusals.unreached("unknown host", i * SECOND);
    }
    assertThat(refusals.conclusion()).isEmpty();
  }

  @Test
  void theFirstConclusionStaysUntilANewRun() {
    refusals.denied("first");
    refusals.denied("second");
    assertThat(refusals.conclusion()).contains("first").doesNotContain("second");
    refusals.clear();
    assertThat(refusals.conclusion()).isEmpty();
    refusals.denied("third");
    assertThat(refusals.conclusion()).contains("third");
  }
}
