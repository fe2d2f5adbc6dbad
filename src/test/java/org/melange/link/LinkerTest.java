package org.melange.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.melange.link.Linker.Ranked;
import org.melange.run.JobException;

/** Tables of entities and the ranking of them. */
class LinkerTest {

  private static final RowLayout LAYOUT = new RowLayout(6, 4, 3, 3);
  private static final int SIZE = 200;

  private final EntityTable table = table(new Random(1), LAYOUT.width());
  private final PairScorer scorer = new PairScorer(LAYOUT);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, SIZE, 3 * SIZE})
  void theBestOfAllAreThoseOfBruteForce(int topK) {
    Linker linker = new Linker(table, LAYOUT, topK);
    for (int seed = 0; seed < 10; seed++) {
      MentionRow mention = mention(seed);
      List<Integer> expected =
          IntStream.range(0, table.size())
              .boxed()
              .sorted(
                  Comparator.<Integer>comparingDouble(i -> -score(mention, i))
                      .thenComparing(Comparator.naturalOrder()))
              .limit(topK)
              .toList();
      assertThat(linker.rankAll(mention)).extracting(Ranked::index).isEqualTo(expected);
      List<String> all =
          new ArrayList<>(IntStream.range(0, table.size()).mapToObj(table::qid).toList());
      Collections.shuffle(all, new Random(seed));
      assertThat(linker.rank(mention, all)).isEqualTo(linker.rankAll(mention));
    }
  }

  @Test
  void equalScoresStandInTheOrderOfQids() {
    Linker linker = new Linker(table, LAYOUT, SIZE);
    List<Ranked> ranked = linker.rankAll(mention(3));
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
    List<String> some =
        IntStream.range(0, SIZE).filter(i -> i % 3 == 0).mapToObj(table::qid).toList();
    for (int seed = 0; seed < 3; seed++) {
      MentionRow mention = mention(seed);
      assertRanks(linker.rankAll(mention), index -> linker.rankOf(mention, index));
      assertRanks(
          linker.rank(mention, some), index -> linker.rankOf(mention, index, some).orElseThrow());
    }
    assertThat(linker.rankOf(mention(0), 1, some)).isEmpty();
  }

  private static void assertRanks(List<Ranked> ranked, IntUnaryOperator rankOf) {
    for (int place = 0; place < ranked.size(); place++) {
      assertThat(rankOf.applyAsInt(ranked.get(place).index())).isEqualTo(place + 1);
    }
  }

  @Test
  void unknownAndRepeatedCandidatesAreLeftOut() {
    Linker linker = new Linker(table, LAYOUT, 5);
    MentionRow mention = mention(1);
    List<String> candidates = List.of("Q999999", table.qid(3), "Q1000000", table.qid(3));
    assertThat(linker.rank(mention, candidates))
        .singleElement()
        .satisfies(ranked -> assertThat(ranked.index()).isEqualTo(3));
    assertThat(linker.rank(mention, List.of("Q999999"))).isEmpty();
    assertThat(linker.rank(mention, List.of())).isEmpty();
  }

  @Test
  void anEmptyTableRanksNothing() {
    EntityTable empty = new EntityTable.Builder("v", "kb", 5).build();
    assertThat(new Linker(empty, LAYOUT, 3).rankAll(mention(1))).isEmpty();
  }

  @Test
  void aTableOfAnotherModelIsRefused() {
    EntityTable other = table(new Random(1), LAYOUT.width() + 1);
    assertThatThrownBy(() -> new Linker(other, LAYOUT, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(LAYOUT.width() + 1 + " numbers, the model needs " + LAYOUT.width());
  }

  @Test
  void entitiesStandInTheOrderOfTheirNumbersHoweverTheyWereAdded() {
    EntityTable small =
        new EntityTable.Builder("v", "kb", 1)
            .add("Q10", "ten", new float[] {10})
            .add("Q9", "nine", new float[] {9})
            .add("Q100", "hundred", new float[] {100})
            .build();
    assertThat(IntStream.range(0, 3).mapToObj(small::qid)).containsExactly("Q9", "Q10", "Q100");
    assertThat(small.label(1)).isEqualTo("ten");
    assertThat(small.row(2)).containsExactly(100);
    assertThat(small.indexOf("Q10")).isEqualTo(1);
    assertThat(small.indexOf("Q11")).isNegative();
  }

  @Test
  void rowsThatCannotBeRightAreRefusedWithTheirEntity() {
    EntityTable.Builder builder = new EntityTable.Builder("v", "kb", 2);
    assertRefused(() -> builder.add("Q1", "a", new float[1]), "Q1 has 1 numbers, not 2");
    assertRefused(() -> builder.add("Q2", "b", new float[] {0, Float.NaN}), "Q2 holds NaN");
    assertRefused(
        () -> builder.add("Q3", "c", new float[] {Float.POSITIVE_INFINITY, 0}), "Q3 holds Inf");
    builder.add("Q4", "d", new float[2]).add("Q5", "e", new float[2]).add("Q4", "f", new float[2]);
    assertRefused(builder::build, "Q4 is there twice");
  }

  @Test
  void aTableThatWasSentIsTheSame() throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(table);
    }
    EntityTable read;
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      read = (EntityTable) in.readObject();
    }
    assertThat(read.version()).isEqualTo(table.version());
    assertThat(read.knowledgeBase()).isEqualTo(table.knowledgeBase());
    assertThat(new Linker(read, LAYOUT, 9).rankAll(mention(2)))
        .isEqualTo(new Linker(table, LAYOUT, 9).rankAll(mention(2)));
  }

  private float score(MentionRow mention, int index) {
    return scorer.score(mention, table.row(index), 0).score();
  }

  private static void assertRefused(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String fault) {
    assertThatThrownBy(call).isInstanceOf(JobException.class).hasMessageContaining(fault);
  }

  /** Rows of which every second one repeats the one before: half of all scores are ties. */
  private static EntityTable table(Random random, int width) {
    List<Integer> numbers = new ArrayList<>(IntStream.range(1, SIZE + 1).boxed().toList());
    Collections.shuffle(numbers, random);
    EntityTable.Builder builder = new EntityTable.Builder("v", "kb", width);
    float[] row = new float[width];
    for (int i = 0; i < SIZE; i++) {
      if (i % 2 == 0) {
        row = row(random, width);
      }
      builder.add("Q" + 7 * numbers.get(i), "label " + i, row);
    }
    return builder.build();
  }

  /** Bounds are larger than any local score of such numbers, as a compiler would have it. */
  private static float[] row(Random random, int width) {
    float[] row = new float[width];
    for (int i = 0; i < width; i++) {
      row[i] = (float) random.nextGaussian();
    }
    for (int unit : new int[] {LAYOUT.textUnit(), LAYOUT.imageUnit()}) {
      row[unit + LAYOUT.liveShare()] = 0.1f;
      row[unit + LAYOUT.deadShare()] = 0.7f;
      row[unit + LAYOUT.bound()] = 2_000;
    }
    return row;
  }

  private static MentionRow mention(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return new MentionRow(numbers(random, LAYOUT.coarseWidth()), unit(random), unit(random));
  }

  private static MentionRow.Unit unit(SplittableRandom random) {
    int n = LAYOUT.liveTokens() + 1;
    int h = LAYOUT.hiddenDim();
    float[] values = numbers(random, n * h);
    float[] gram = new float[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        for (int k = 0; k < h; k++) {
          gram[i * n + j] += values[i * h + k] * values[j * h + k] / h;
        }
      }
    }
    return new MentionRow.Unit(
        new float[] {1, 1, 1, 4},
        numbers(random, n * h),
        values,
        gram,
        new float[] {0.25f, 0.25f, 0.25f, 0.25f});
  }

  private static float[] numbers(SplittableRandom random, int n) {
    float[] numbers = new float[n];
    for (int i = 0; i < n; i++) {
      numbers[i] = (float) (random.nextDouble() * 2 - 1);
    }
    return numbers;
  }
}
