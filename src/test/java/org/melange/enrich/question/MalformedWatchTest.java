package org.melange.enrich.question;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.melange.enrich.budget.Usage;

class MalformedWatchTest {

  private final List<String> warnings = new ArrayList<>();
  private final MalformedWatch watch = new MalformedWatch(warnings::add);

  @Test
  void tenInARowAreReportedOnce() {
    see(9, new EnrichmentOutcome.Malformed());
    assertThat(warnings).isEmpty();
    see(30, new EnrichmentOutcome.Malformed());
    assertThat(warnings)
        .containsExactly(
            "WARNING: 10 answers in a row are not among the given choices, for example: said it");
  }

  @Test
  void anyOtherAnswerEndsTheRow() {
    for (int i = 0; i < 20; i++) {
      see(9, new EnrichmentOutcome.Malformed());
      see(1, new EnrichmentOutcome.NoneFits());
    }
    assertThat(warnings).isEmpty();
  }

  @Test
  void theExampleIsOneShortLine() {
    String warning = MalformedWatch.warning("all answers are", "a\n\u0007 b\t" + "x".repeat(500));
    assertThat(warning).startsWith("WARNING: all answers are").contains("a b xxx").endsWith("...");
    assertThat(warning.length()).isLessThan(200);
    assertThat(MalformedWatch.warning("all answers are", " \n")).endsWith("(empty)");
  }

  private void see(int count, EnrichmentOutcome outcome) {
    for (int i = 0; i < count; i++) {
      watch.saw(
          new Answer(
              "k",
              outcome,
              1,
              Usage.NONE,
              0,
              new Answer.Call("m", "said\u0000 it", 1, 1),
              "run",
              Instant.EPOCH));
    }
  }
}
