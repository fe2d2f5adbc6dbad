package org.melange.link.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.melange.link.row.EntityTable;
import org.melange.link.row.MentionRow;
import org.melange.link.row.PairScorer;
import org.melange.link.row.RowLayout;
import org.melange.link.row.TiedRows;
import org.melange.link.score.Linker.Ranked;
import org.melange.run.JobException;

/** Tables of entities and the ranking of them. */
class LinkerTest {

  private static final RowLayout LAYOUT = TiedRows.LAYOUT;
  private static final int SIZE = TiedRows.SIZE;

  private final EntityTable table = TiedRows.table(new Random(1));
  private final PairScorer scorer = new PairScorer(LAYOUT);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, SIZE, 3 * SIZE})
  void theBestOfAllAreThoseOfBruteForce(int topK) {
    Linker linker = new Linker(table, LAYOUT, topK);
    for (int seed = 0; seed < 10; seed++) {
      MentionRow mention = TiedRows.mention(seed);
      List<Integer> expected =
          IntStream.range(0, table.size())
              .boxed()
              .sorted(
                  Comparator.<Integer>comparingDouble(i -> -score(mention, i))
                      .thenComparing(Comparator.naturalOrder()))
              .limit(topK)
              .toList();
      assertThat(linker.rankAll(List.of(mention)).get(0))
          .extracting(Ranked::index)
          .isEqualTo(expected);
      List<String> all =
          new ArrayList<>(IntStream.range(0, table.size()).mapToObj(table::qid).toList());
      Collections.shuffle(all, new Random(seed));
      assertThat(linker.rank(mention, table.indicesOf(all)))
          .isEqualTo(linker.rankAll(List.of(mention)).get(0));
    }
  }

  @Test
  void equalScoresStandInTheOrderOfQids() {
    Linker linker = new Linker(table, LAYOUT, SIZE);
    List<Ranked> ranked = linker.rankAll(List.of(TiedRows.mention(3))).get(0);
    long ties = 0;
    for (int i = 1; i < ranked.size(); i++) {
      if (ranked.get(i).score().score() == ranked.get(i - 1).score().score()) {
        ties++;
        assertThat(ranked.get(i).index()).isGreaterThan(ranked.get(i - 1).index());
      }
    }
    assertThat(ties).isGreaterThanOrEqualTo(SIZE / 4);
  }

  @Test
  void theRankOfAnEntityIsItsPlaceAmongTheBest() {
    Linker linker = new Linker(table, LAYOUT, SIZE);
    int[] some = IntStream.range(0, SIZE).filter(i -> i % 3 == 0).toArray();
    for (int seed = 0; seed < 3; seed++) {
      MentionRow mention = TiedRows.mention(seed);
      assertRanks(
          linker.rankAll(List.of(mention)).get(0),
          index -> linker.rankOf(List.of(mention), new int[] {index}).get(0).orElseThrow());
      assertRanks(
          linker.rank(mention, some), index -> linker.rankOf(mention, index, some).orElseThrow());
    }
    assertThat(linker.rankOf(TiedRows.mention(0), 1, some)).isEmpty();
  }

  private static void assertRanks(List<Ranked> ranked, IntUnaryOperator rankOf) {
    for (int place = 0; place < ranked.size(); place++) {
      assertThat(rankOf.applyAsInt(ranked.get(place).index())).isEqualTo(place + 1);
    }
  }

  @Test
  void unknownAndRepeatedCandidatesAreIgnored() {
    Linker linker = new Linker(table, LAYOUT, 5);
    MentionRow mention = TiedRows.mention(1);
    List<String> candidates = List.of("Q999999", table.qid(3), "Q1000000", table.qid(3));
    assertThat(linker.rank(mention, table.indicesOf(candidates)))
        .singleElement()
        .satisfies(ranked -> assertThat(ranked.index()).isEqualTo(3));
    assertThat(linker.rank(mention, table.indicesOf(List.of("Q999999")))).isEmpty();
    assertThat(linker.rank(mention, table.indicesOf(List.of()))).isEmpty();
  }

  /** Ranking among some entities of a table is ranking in a table that has only them. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 50})
  void amongSomeEntitiesTheRankingIsThatOfATableOfThem(int step) {
    EntityTable some = table.among(qid -> qid / 7 % step == 0);
    EntityTable only = only(some);
    List<MentionRow> mentions = IntStream.range(0, 40).mapToObj(TiedRows::mention).toList();
    int[] golds = IntStream.range(0, 40).map(m -> m % some.size()).toArray();
    LinkerOptions exact = LinkerOptions.exact(5);
    for (LinkerOptions options :
        List.of(exact, exact.withThreads(2), exact.exhaustive(), exact.reranking(9))) {
      Linker linker = new Linker(some, LAYOUT, options);
      Linker expected = new Linker(only, LAYOUT, options);
      assertThat(linker.rankAll(mentions)).isEqualTo(expected.rankAll(mentions));
      assertThat(linker.rankOf(mentions, golds)).isEqualTo(expected.rankOf(mentions, golds));
      assertThat(linker.nearest(mentions, 7).toArray(int[][]::new))
          .isDeepEqualTo(expected.nearest(mentions, 7).toArray(int[][]::new));
    }
  }

  private static EntityTable only(EntityTable some) {
    EntityTable.Builder builder = new EntityTable.Builder("v", "kb", LAYOUT);
    for (int i = 0; i < some.size(); i++) {
      float[] row = new float[some.rows().length(i)];
      some.rows().read(i, 0, row, 0);
      builder.add(some.qid(i), some.label(i), row);
    }
    return builder.build();
  }

  @Test
  void anEmptyTableRanksNothing() {
    EntityTable none = table.among(qid -> false);
    assertThat(new Linker(none, LAYOUT, 3).rankAll(List.of(TiedRows.mention(1))).get(0)).isEmpty();
    EntityTable empty = new EntityTable.Builder("v", "kb", LAYOUT).build();
    assertThat(new Linker(empty, LAYOUT, 3).rankAll(List.of(TiedRows.mention(1))).get(0)).isEmpty();
  }

  @Test
  void aTableOfAnotherModelIsRefused() {
    assertThatThrownBy(() -> new Linker(table, new RowLayout(6, 4, 3, 4), 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("liveTokens=3")
        .hasMessageContaining("the model needs")
        .hasMessageContaining("liveTokens=4");
  }

  @Test
  void entitiesStandInTheOrderOfTheirNumbersHoweverTheyWereAdded() {
    EntityTable small =
        new EntityTable.Builder("v", "kb", LAYOUT)
            .add("Q10", "ten", row(10))
            .add("Q9", "nine", row(9))
            .add("Q100", "hundred", row(100))
            .build();
    assertThat(IntStream.range(0, 3).mapToObj(small::qid)).containsExactly("Q9", "Q10", "Q100");
    assertThat(small.label(1)).isEqualTo("ten");
    float[] head = new float[2 * LAYOUT.headWidth()];
    small.rows().heads(1, 3, head);
    assertThat(head[0]).isEqualTo(10);
    assertThat(head[LAYOUT.headWidth()]).isEqualTo(100);
    assertThat(small.indexOf("Q10")).isEqualTo(1);
    assertThat(small.indexOf("Q11")).isNegative();
  }

  @Test
  void rowsThatCannotBeRightAreRefusedWithTheirEntity() {
    EntityTable.Builder builder = new EntityTable.Builder("v", "kb", LAYOUT);
    assertRefused(
        () -> builder.add("Q1", "a", new float[1]), "Q1 has 1 numbers, not " + LAYOUT.width());
    assertRefused(() -> builder.add("Q2", "b", row(Float.NaN)), "Q2 holds NaN");
    assertRefused(() -> builder.add("Q3", "c", row(Float.POSITIVE_INFINITY)), "Q3 holds Inf");
    builder.add("Q4", "d", row(0)).add("Q5", "e", row(0)).add("Q4", "f", row(0));
    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Q4 is there twice");
  }

  private float score(MentionRow mention, int index) {
    float[] row = new float[LAYOUT.width()];
    table.rows().read(index, 0, row, 0);
    return scorer.score(mention, row, 0).score();
  }

  private static void assertRefused(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String fault) {
    assertThatThrownBy(call).isInstanceOf(JobException.class).hasMessageContaining(fault);
  }

  /** A row that starts with {@code first}. */
  private static float[] row(float first) {
    float[] row = new float[LAYOUT.width()];
    row[0] = first;
    return row;
  }
}
