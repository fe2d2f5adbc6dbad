package org.melange.enrich.question;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class WordWeightsTest {

  private final WordWeights weights =
      CountedWords.weights(
          List.of("state in the USA", "country in the Caucasus", "the \u00c9tat \u00e9tat"));

  @Test
  void aWeightIsTheInverseDocumentFrequency() {
    assertThat(weights.of("the")).isZero();
    assertThat(weights.of("in")).isCloseTo(Math.log(4 / 3.0), within(1e-12));
    assertThat(weights.of("state")).isCloseTo(Math.log(2), within(1e-12));
    assertThat(weights.of("absent")).isEqualTo(weights.greatest()).isEqualTo(Math.log(4));
  }

  @Test
  void wordsAreNormalizedAndCountOncePerDescription() {
    assertThat(WordWeights.words("The  \u00c9tat, the \u00e9tat!")).hasSize(2).contains("the");
    String etat = WordWeights.words("\u00c9tat").iterator().next();
    assertThat(weights.of(etat)).isCloseTo(Math.log(2), within(1e-12));
    assertThat(WordWeights.words("  ")).isEmpty();
  }
}
