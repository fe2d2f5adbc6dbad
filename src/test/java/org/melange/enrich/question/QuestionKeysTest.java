package org.melange.enrich.question;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class QuestionKeysTest {

  private static final Question QUESTION = new Question("Georgia", "text", List.of("a", "b"));
  private static final QuestionKeys KEYS = new QuestionKeys("p", "m", "{}", "max_tokens", 20);

  /** Stored answers are found by this key: it must not change. */
  @Test
  void theKeyIsStable() {
    assertThat(KEYS.of(QUESTION)).isEqualTo("4856aef1cb2c8e75c6fbb2f5d6a44849");
  }

  @Test
  void everyPartChangesTheKey() {
    Set<String> keys = new HashSet<>();
    keys.add(KEYS.of(QUESTION));
    keys.add(new QuestionKeys("q", "m", "{}", "max_tokens", 20).of(QUESTION));
    keys.add(new QuestionKeys("p", "n", "{}", "max_tokens", 20).of(QUESTION));
    keys.add(new QuestionKeys("p", "m", "{\"a\":1}", "max_tokens", 20).of(QUESTION));
    keys.add(new QuestionKeys("p", "m", "{}", "max_completion_tokens", 20).of(QUESTION));
    keys.add(new QuestionKeys("p", "m", "{}", "max_tokens", 21).of(QUESTION));
    keys.add(KEYS.of(new Question("georgia", "text", List.of("a", "b"))));
    keys.add(KEYS.of(new Question("Georgia", "texts", List.of("a", "b"))));
    keys.add(KEYS.of(new Question("Georgia", "text", List.of("b", "a"))));
    keys.add(KEYS.of(new Question("Georgia", "text", List.of("a"))));
    keys.add(KEYS.of(new Question("Georgia", "text", List.of("ab"))));
    assertThat(keys).hasSize(11);
  }

  @Test
  void listsWithEqualConcatenationsHaveDifferentHashes() {
    assertThat(ShortSha256.of("ab", "c")).isNotEqualTo(ShortSha256.of("a", "bc"));
    assertThat(ShortSha256.of("ab", "")).isNotEqualTo(ShortSha256.of("ab"));
    assertThat(ShortSha256.of("ab", "")).isNotEqualTo(ShortSha256.of("", "ab"));
  }

  @Test
  void aQuestionHasDistinctChoices() {
    assertThatThrownBy(() -> new Question("m", "t", List.of()))
        .hasMessageContaining("distinct and not empty");
    assertThatThrownBy(() -> new Question("m", "t", List.of("a", "a")))
        .hasMessageContaining("distinct and not empty");
  }

  @Test
  void aDecisionIsFoldedByItsCase() {
    QuestionDecision needed = new QuestionDecision.Needed(QUESTION);
    QuestionDecision resolved = new QuestionDecision.Resolved(new EnrichmentOutcome.NoneFits());
    assertThat(needed.<String>fold(Question::mention, EnrichmentOutcome::status))
        .isEqualTo("Georgia");
    assertThat(resolved.<String>fold(Question::mention, EnrichmentOutcome::status))
        .isEqualTo("none_fits");
  }
}
