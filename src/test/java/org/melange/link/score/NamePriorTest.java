package org.melange.link.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.melange.link.score.LinkerOptions.Search;

/** Values that names add, and options of a search. */
class NamePriorTest {

  @Test
  void entitiesAreAscendingAndOthersGetNothing() {
    NamePrior prior = NamePrior.of(Map.of(9, 0.5f, 2, 0f, 40, 1f));
    assertThat(prior.entities()).containsExactly(2, 9, 40);
    assertThat(prior.of(9)).isEqualTo(0.5f);
    assertThat(prior.of(40)).isEqualTo(1);
    assertThat(prior.of(2)).isZero();
    assertThat(prior.of(3)).isZero();
    assertThat(prior.of(41)).isZero();
    assertThat(prior.isEmpty()).isFalse();
    assertThat(NamePrior.NONE.isEmpty()).isTrue();
    assertThat(NamePrior.NONE.of(0)).isZero();
  }

  @Test
  void changesOfAReturnedArrayChangeNothing() {
    NamePrior prior = NamePrior.of(Map.of(1, 1f));
    prior.entities()[0] = 7;
    assertThat(prior.of(1)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(floats = {-0.1f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void valuesThatCanLowerAScoreOrAreNotFiniteAreRefused(float value) {
    assertThatThrownBy(() -> NamePrior.of(Map.of(3, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3=" + value);
  }

  @Test
  void negativeIndicesAreRefused() {
    assertThatThrownBy(() -> NamePrior.of(Map.of(-1, 1f)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void optionsAreChangedOneAtATime() {
    LinkerOptions exact = LinkerOptions.exact(7);
    assertThat(exact).isEqualTo(new LinkerOptions(7, 1, Search.PRUNED, 7));
    assertThat(exact.withThreads(3)).isEqualTo(new LinkerOptions(7, 3, Search.PRUNED, 7));
    assertThat(exact.exhaustive()).isEqualTo(new LinkerOptions(7, 1, Search.EXHAUSTIVE, 7));
    assertThat(exact.withThreads(2).reranking(50))
        .isEqualTo(new LinkerOptions(7, 2, Search.RERANK, 50));
    assertThat(exact.indexed(200)).isEqualTo(new LinkerOptions(7, 1, Search.INDEXED, 200));
  }

  @Test
  void optionsBelowOneAreRefusedWithAllThree() {
    assertThatThrownBy(() -> new LinkerOptions(1, 0, Search.PRUNED, 9))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("top-k 1, threads 0 and depth 9");
  }
}
