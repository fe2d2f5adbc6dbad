package org.melange.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MetricTest {

  private static final List<RankedMention> FOUR = mentions(1, 2, 5, RankedMention.MISSED);

  static List<RankedMention> mentions(int... ranks) {
    List<RankedMention> mentions = new ArrayList<>();
    for (int rank : ranks) {
      mentions.add(RankedMention.of("m" + mentions.size(), rank, Map.of()));
    }
    return mentions;
  }

  @Test
  void hitsCountRanksUpToK() {
    assertThat(Metric.HITS_AT_1.of(FOUR)).contains(0.25);
    assertThat(Metric.hits(2).of(FOUR)).contains(0.5);
    assertThat(Metric.hits(5).of(FOUR)).contains(0.75);
    assertThat(Metric.hits(1_000_000).of(FOUR)).contains(0.75);
  }

  @Test
  void reciprocalRankOfAMissedEntityIsZero() {
    assertThat(Metric.MRR.of(FOUR).orElseThrow()).isCloseTo((1 + 0.5 + 0.2) / 4, within(1e-12));
  }

  @Test
  void nothingIsReportedWithoutMentions() {
    assertThat(Metric.MRR.of(List.of())).isEmpty();
    assertThat(new Evaluation("none", List.of()).estimates()).isEmpty();
    assertThat(new Evaluation("none", List.of()).meanRank()).isEmpty();
  }

  @Test
  void aRankStartsAtOne() {
    assertThatThrownBy(() -> RankedMention.of("m", 0, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("rank of m is 0");
  }

  @Test
  void intervalHoldsTheMeanAndNarrowsWithTheSample() {
    Bootstrap bootstrap = new Bootstrap(1_000, 7);
    Bootstrap.Interval few = bootstrap.of(Metric.HITS_AT_1, repeated(10));
    Bootstrap.Interval many = bootstrap.of(Metric.HITS_AT_1, repeated(1_000));
    assertThat(few.low()).isLessThan(0.25);
    assertThat(few.high()).isGreaterThan(0.25);
    // The normal approximation: 1.96 * sqrt(p (1 - p) / n), n = 4,000.
    double expected = 2 * 1.96 * Math.sqrt(0.25 * 0.75 / 4_000);
    assertThat(many.high() - many.low()).isCloseTo(expected, within(0.15 * expected));
    assertThat(many.high() - many.low()).isLessThan(few.high() - few.low());
  }

  @Test
  void intervalDoesNotDependOnTheOrderOfMentions() {
    List<RankedMention> shuffled = new ArrayList<>(repeated(25));
    Bootstrap.Interval before = new Bootstrap(200, 1).of(Metric.MRR, shuffled);
    Collections.shuffle(shuffled, new Random(5));
    assertThat(new Bootstrap(200, 1).of(Metric.MRR, shuffled)).isEqualTo(before);
  }

  @Test
  void whatAllMentionsHaveInCommonIsCertain() {
    for (int draws : new int[] {1, 2, 40}) {
      assertThat(new Bootstrap(draws, 1).of(Metric.MRR, mentions(4)))
          .isEqualTo(new Bootstrap.Interval(0.25, 0.25));
      assertThat(new Bootstrap(draws, 1).of(Metric.MRR, mentions(4, 4, 4)))
          .isEqualTo(new Bootstrap.Interval(0.25, 0.25));
    }
  }

  @Test
  void anIntervalExcludesAFortiethOnEitherSide() {
    // of 41 draws the second and the last but one; H@1 of one mention of two is 0, 1/2 or 1
    List<RankedMention> two = mentions(1, 2);
    List<Double> means = new ArrayList<>();
    java.util.SplittableRandom random = new java.util.SplittableRandom(11);
    for (int draw = 0; draw < 41; draw++) {
      means.add((hit(random.nextInt(2)) + hit(random.nextInt(2))) / 2.0);
    }
    Collections.sort(means);
    assertThat(new Bootstrap(41, 11).of(Metric.HITS_AT_1, two))
        .isEqualTo(new Bootstrap.Interval(means.get(1), means.get(39)));
  }

  private static int hit(int mention) {
    return mention == 0 ? 1 : 0;
  }

  @Test
  void nothingToDrawFromIsRefused() {
    assertThatThrownBy(() -> new Bootstrap(5, 3).of(Metric.MRR, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no mentions");
    assertThatThrownBy(() -> new Bootstrap(0, 3)).hasMessageContaining("positive: 0");
  }

  private static List<RankedMention> repeated(int times) {
    List<RankedMention> mentions = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      for (RankedMention mention : FOUR) {
        mentions.add(RankedMention.of(i + mention.id(), mention.rank(), Map.of()));
      }
    }
    return mentions;
  }
}
