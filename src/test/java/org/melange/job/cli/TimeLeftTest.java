package org.melange.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What remains, as text. */
class TimeLeftTest {

  @Test
  void theUnitOfTheTimeFollowsItsLength() {
    assertThat(TimeLeft.of(1_200, "posts", 59)).isEqualTo("; 1,200 posts left, about 59 s");
    assertThat(TimeLeft.of(2, "posts", 300)).isEqualTo("; 2 posts left, about 5 min");
    assertThat(TimeLeft.of(5, "entities", 3600 * 1234))
        .isEqualTo("; 5 entities left, about 1,234 h");
  }

  @Test
  void nothingIsSaidOfNothing() {
    assertThat(TimeLeft.of(0, "posts", 0)).isEmpty();
  }
}
