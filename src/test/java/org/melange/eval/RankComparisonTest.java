package org.melange.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RankComparisonTest {

  private static Evaluation ranks(int... ranks) {
    List<RankedMention> mentions = new ArrayList<>();
    for (int i = 0; i < ranks.length; i++) {
      mentions.add(RankedMention.of("m" + i, ranks[i], Map.of()));
    }
    return new Evaluation("x", mentions);
  }

  @Test
  void differencesAreOfTheSameMentionsInAnyOrder() {
    Evaluation before = ranks(1, 2, 4, 1);
    List<RankedMention> turned = new ArrayList<>(ranks(1, 1, 5, 2).mentions());
    Collections.reverse(turned);
    RankComparison change = RankComparison.of(before, new Evaluation("y", turned));
    assertThat(change.changed()).isEqualTo(3);
    assertThat(change.better()).isEqualTo(1);
    assertThat(change.firstChanged()).isEqualTo(2);
    assertThat(change.difference(Metric.HITS_AT_1).value()).isZero();
    Evaluation.Estimate mrr = change.difference(Metric.MRR);
    assertThat(mrr.value()).isCloseTo((0 + 0.5 - 0.05 - 0.5) / 4, within(1e-12));
    assertThat(mrr.interval().low()).isLessThan(mrr.value());
    assertThat(mrr.interval().high()).isGreaterThan(mrr.value());
    assertThat(change.text(Metric.HITS_AT_1)).startsWith("H@1 +0.00 points (");
    assertThat(change.toMap())
        .containsEntry("mentions", 4)
        .containsEntry("rank_changed", 3)
        .containsEntry("rank_better", 1)
        .containsEntry("first_changed", 2)
        .containsKeys("hits_at_1", "mrr");
  }

  @Test
  void firstPlacesAreCountedInTotalAndByGroup() {
    RankComparison change = RankComparison.of(words("1", "2", "1", "2"), ranks(1, 1, 7, 3));
    assertThat(change.firstPlaces()).isEqualTo(new RankComparison.FirstPlaces(1, 1, 1, 1));
    assertThat(change.dimensions()).containsExactly("words");
    assertThat(change.by("words")).containsOnlyKeys("1", "2");
    assertThat(change.by("words").get("1").firstPlaces())
        .isEqualTo(new RankComparison.FirstPlaces(1, 1, 0, 0));
    assertThat(change.by("words").get("2").firstPlaces())
        .isEqualTo(new RankComparison.FirstPlaces(0, 0, 1, 1));
    assertThat(change.toMap())
        .containsEntry("first_in_both", 1)
        .containsEntry("first_only_before", 1)
        .containsEntry("first_only_after", 1)
        .containsEntry("first_in_neither", 1);
    assertThat(new FirstPlacesTable("names", "model", change).markdown().lines())
        .hasSize(5)
        .contains(
            "| mentions of | mentions | both right | only model | only names | neither |"
                + " difference of H@1 |",
            "| all | 4 | 1 | 1 | 1 | 1 | +0.00 (-75.00 to +75.00) |",
            "| words: 2 | 2 | 0 | 1 | 0 | 1 | +50.00 (+0.00 to +100.00) |");
  }

  /** The first and the third mention come first, the others second. */
  private static Evaluation words(String... words) {
    List<RankedMention> mentions = new ArrayList<>();
    for (int i = 0; i < words.length; i++) {
      mentions.add(RankedMention.of("m" + i, 1 + i % 2, Map.of("words", words[i])));
    }
    return new Evaluation("x", mentions);
  }

  @Test
  void equalRankingsDifferByNothing() {
    RankComparison change = RankComparison.of(ranks(1, 3), ranks(1, 3));
    assertThat(change.changed()).isZero();
    assertThat(change.difference(Metric.MRR).interval()).isEqualTo(new Bootstrap.Interval(0, 0));
  }

  @Test
  void otherMentionsAreNotCompared() {
    assertThatThrownBy(() -> new RankComparison(ranks(1, 2).mentions(), ranks(1).mentions()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RankComparison(List.of(), List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
