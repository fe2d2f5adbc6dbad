package org.melange.enrich.question;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.melange.enrich.question.EnrichmentOutcome.Chosen;
import org.melange.enrich.question.EnrichmentOutcome.Given;
import org.melange.enrich.question.EnrichmentOutcome.Lexical;
import org.melange.enrich.question.EnrichmentOutcome.Malformed;
import org.melange.enrich.question.EnrichmentOutcome.NoneFits;
import org.melange.enrich.question.EnrichmentOutcome.NotNeeded;
import org.melange.enrich.question.EnrichmentOutcome.Reason;
import org.melange.enrich.question.EnrichmentOutcome.Refused;
import org.melange.enrich.question.EnrichmentOutcome.Skipped;

class EnrichmentOutcomeTest {

  @ParameterizedTest
  @CsvSource({"chosen, a state", "none_fits,", "refused,", "malformed,"})
  void theStoredColumnsGiveTheOutcomeBack(String status, String description) {
    EnrichmentOutcome outcome = EnrichmentOutcome.asked(status, description);
    assertThat(outcome.status()).isEqualTo(status);
    assertThat(outcome.description()).isEqualTo(Optional.ofNullable(description));
  }

  @ParameterizedTest
  @ValueSource(strings = {"skipped", "lexical", "Chosen", ""})
  void onlyOutcomesOfQuestionsAreStored(String status) {
    assertThatThrownBy(() -> EnrichmentOutcome.asked(status, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("unknown outcome");
  }

  @Test
  void aChoiceHasADescription() {
    assertThatThrownBy(() -> EnrichmentOutcome.asked("chosen", null))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void everyStatusIsListed() {
    List<EnrichmentOutcome> outcomes =
        List.of(
            new Chosen("a"),
            new NoneFits(),
            new Refused(),
            new Malformed(),
            new Skipped(),
            new Lexical(Optional.of("a")),
            new Lexical(Optional.empty()),
            new Given(Optional.of("a")),
            new Given(Optional.empty()));
    List<String> statuses = EnrichmentOutcome.statuses();
    assertThat(outcomes).allMatch(outcome -> statuses.contains(outcome.status()));
    assertThat(statuses).doesNotHaveDuplicates().hasSize(outcomes.size() + Reason.values().length);
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void everyReasonIsAStatus(Reason reason) {
    assertThat(new NotNeeded(reason, Optional.empty()).status()).isEqualTo(reason.code());
    assertThat(EnrichmentOutcome.statuses()).contains(reason.code());
  }
}
