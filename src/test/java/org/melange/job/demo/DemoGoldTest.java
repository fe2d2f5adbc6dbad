package org.melange.job.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the demo says of its rate. */
class DemoGoldTest {

  private static final DemoGold.Counts COUNTS =
      new DemoGold.Counts(473, 430, 452, 422, 13, 21, 21, 64);

  @Test
  void theRateIsExplainedByItsParts() {
    assertThat(COUNTS.sentences().get(0)).startsWith("430 of 473 links are correct (90.9 %).");
    assertThat(COUNTS.sentences().get(1))
        .contains("Of 21 mentions", "21 are NIL", "Of the other 452, 422", "(93.4 %)", "13 became");
    assertThat(COUNTS.correct())
        .isEqualTo(COUNTS.first() - COUNTS.rejected() + COUNTS.unknownCorrect());
  }

  @Test
  void theOtherRateIsThatOfTheReadme() throws IOException {
    assertThat(COUNTS.sentences().get(2)).contains("94.2 %", "1,035");
    assertThat(Files.readString(Path.of("README.md")))
        .contains("94.2 %", "1,035 held-out mentions");
  }

  @Test
  void aDemoWithoutLinksHasNoRate() {
    assertThat(new DemoGold.Counts(0, 0, 0, 0, 0, 0, 0, 0).sentences().get(0)).contains("(0.0 %)");
  }
}
