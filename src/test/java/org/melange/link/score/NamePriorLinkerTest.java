package org.melange.link.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.melange.link.row.EntityTable;
import org.melange.link.row.MentionRow;
import org.melange.link.row.PairScore;
import org.melange.link.row.TiedRows;
import org.melange.link.score.Linker.Ranked;

/** What a name says is added to scores, and the ranking stays exact. */
class NamePriorLinkerTest {

  private static final int MENTIONS = 12;

  private final EntityTable table = TiedRows.table(new Random(1));
  private final List<MentionRow> mentions =
      IntStream.range(0, MENTIONS).mapToObj(TiedRows::mention).toList();

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 40, TiedRows.SIZE, 2 * TiedRows.SIZE})
  void theBestOfAllAreThoseOfBruteForce(int topK) {
    List<NamePrior> priors = priors();
    List<List<Ranked>> ranked = linker(topK).rankAll(mentions, priors);
    for (int m = 0; m < MENTIONS; m++) {
      assertThat(ranked.get(m))
          .isEqualTo(everything(m, priors.get(m)).stream().limit(topK).toList());
    }
  }

  @Test
  void theBestOfSomeAreThoseOfBruteForce() {
    List<NamePrior> priors = priors();
    int[] some = IntStream.range(0, 90).map(i -> 2 * i).toArray();
    for (int m = 0; m < MENTIONS; m++) {
      assertThat(linker(7).rank(mentions.get(m), some, priors.get(m)))
          .isEqualTo(
              everything(m, priors.get(m)).stream()
                  .filter(entity -> entity.index() < 180 && entity.index() % 2 == 0)
                  .limit(7)
                  .toList());
    }
    assertThat(linker(7).rank(mentions.get(0), new int[0], priors.get(0))).isEmpty();
  }

  @Test
  void ranksAreThePlacesInTheWholeRanking() {
    List<NamePrior> priors = priors();
    int[] all = IntStream.range(0, TiedRows.SIZE).toArray();
    for (int gold = 0; gold < TiedRows.SIZE; gold += 3) {
      int[] golds = new int[MENTIONS];
      Arrays.fill(golds, gold);
      golds[MENTIONS - 1] = -1;
      List<OptionalInt> ranks = linker(1).rankOf(mentions, golds, priors);
      assertThat(ranks.get(MENTIONS - 1)).isEmpty();
      for (int m = 0; m < MENTIONS - 1; m++) {
        List<Integer> order = everything(m, priors.get(m)).stream().map(Ranked::index).toList();
        assertThat(ranks.get(m)).hasValue(1 + order.indexOf(gold));
        assertThat(linker(1).rankOf(mentions.get(m), gold, all, priors.get(m)))
            .isEqualTo(ranks.get(m));
      }
    }
    int[] others = Arrays.copyOfRange(all, 1, 9);
    assertThat(linker(1).rankOf(mentions.get(0), 0, others, priors.get(0))).isEmpty();
  }

  @Test
  void theFirstWithEachPriorIsTheFirstOfItsRanking() {
    List<NamePrior> priors = priors();
    int[] all = IntStream.range(0, TiedRows.SIZE).toArray();
    for (int m = 0; m < MENTIONS; m++) {
      int mention = m;
      assertThat(linker(1).firsts(mentions.get(m), all, priors))
          .containsExactly(
              priors.stream()
                  .mapToInt(prior -> everything(mention, prior).get(0).index())
                  .toArray());
    }
  }

  @Test
  void withoutAPriorTheModelAloneRanks() {
    List<NamePrior> none = IntStream.range(0, MENTIONS).mapToObj(m -> NamePrior.NONE).toList();
    Linker model = new Linker(table, TiedRows.LAYOUT, 9);
    int[] some = {4, 5, 70};
    int[] golds = IntStream.range(0, MENTIONS).map(m -> 5 * m).toArray();
    assertThat(linker(9).rankAll(mentions, none)).isEqualTo(model.rankAll(mentions));
    assertThat(linker(9).rankOf(mentions, golds, none)).isEqualTo(model.rankOf(mentions, golds));
    assertThat(linker(9).rank(mentions.get(1), some, NamePrior.NONE))
        .isEqualTo(model.rank(mentions.get(1), some));
    assertThat(linker(9).rankOf(mentions.get(1), 5, some, NamePrior.NONE))
        .isEqualTo(model.rankOf(mentions.get(1), 5, some));
  }

  @Test
  void theScoreIsTheModelsPlusWhatTheNameAdds() {
    MentionRow mention = mentions.get(0);
    Ranked alone = new Linker(table, TiedRows.LAYOUT, 1).rank(mention, new int[] {6}).get(0);
    NamePrior prior = NamePrior.of(Map.of(6, 2.5f));
    PairScore lifted = linker(1).rank(mention, new int[] {6}, prior).get(0).score();
    assertThat(lifted.score()).isEqualTo(alone.score().score() + 2.5f);
    assertThat(lifted.name()).isEqualTo(2.5f);
    assertThat(alone.score().name()).isZero();
    assertThat(lifted.text()).isEqualTo(alone.score().text());
  }

  @Test
  void aPriorThatWouldLowerAnEntityIsRefused() {
    for (float bad : new float[] {-0.1f, Float.NaN, Float.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> NamePrior.of(Map.of(3, bad)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("3=" + bad);
    }
    assertThatThrownBy(() -> NamePrior.of(Map.of(-1, 1f))).hasMessageContaining("-1=1.0");
  }

  private NamePriorLinker linker(int topK) {
    return new NamePriorLinker(new Linker(table, TiedRows.LAYOUT, topK));
  }

  /** Of a third of the entities, some with a value of 0; equal values leave ties. */
  private static List<NamePrior> priors() {
    Random random = new Random(2);
    return IntStream.range(0, MENTIONS)
        .mapToObj(
            m -> {
              Map<Integer, Float> values = new HashMap<>();
              for (int e = 0; m > 0 && e < TiedRows.SIZE; e++) {
                if (random.nextInt(3) == 0) {
                  values.put(e, 0.5f * random.nextInt(4));
                }
              }
              return NamePrior.of(values);
            })
        .toList();
  }

  /** All entities in their order, each scored by itself. */
  private List<Ranked> everything(int m, NamePrior prior) {
    Linker model = new Linker(table, TiedRows.LAYOUT, 1);
    return IntStream.range(0, TiedRows.SIZE)
        .mapToObj(e -> model.rank(mentions.get(m), new int[] {e}).get(0))
        .map(alone -> new Ranked(alone.index(), alone.score().plus(prior.of(alone.index()))))
        .sorted(
            Comparator.<Ranked>comparingDouble(entity -> -entity.score().score())
                .thenComparing(Ranked::index))
        .toList();
  }
}
