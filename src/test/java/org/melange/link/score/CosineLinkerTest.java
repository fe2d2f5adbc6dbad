package org.melange.link.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.melange.job.bench.SyntheticRows;
import org.melange.link.row.CosineLayout;
import org.melange.link.row.EntityTable;
import org.melange.link.row.MentionRow;
import org.melange.link.row.PairScore;
import org.melange.link.row.PairScorer;
import org.melange.link.score.Linker.Ranked;
import org.melange.link.table.Precision;
import org.melange.link.table.TemporaryTable;

/** Rows of a zero-shot model, in tables of each precision and with an index. */
class CosineLinkerTest {

  private static final CosineLayout LAYOUT = new CosineLayout(24);
  private static final int SIZE = 700;
  private static final LinkerOptions EXACT = LinkerOptions.exact(9);

  private final SyntheticRows rows = new SyntheticRows(LAYOUT, 4, 0, 0).clustered(12);
  private final List<MentionRow> mentions =
      LongStream.range(0, 70).mapToObj(rows::mention).toList();

  @TempDir private Path dir;

  private EntityTable table(Precision precision) {
    return TemporaryTable.write(
        dir, LAYOUT, precision, SIZE, index -> rows.entity(index, precision));
  }

  @ParameterizedTest
  @EnumSource
  void theBestAreThoseOfThePlainScorer(Precision precision) {
    EntityTable table = table(precision);
    List<List<Ranked>> pruned = new Linker(table, LAYOUT, EXACT).rankAll(mentions);
    assertThat(new Linker(table, LAYOUT, EXACT.exhaustive()).rankAll(mentions)).isEqualTo(pruned);
    assertThat(new Linker(table, LAYOUT, EXACT.reranking(SIZE)).rankAll(mentions))
        .isEqualTo(pruned);
    PairScorer plain = new PairScorer(LAYOUT);
    for (int m = 0; m < mentions.size(); m++) {
      PairScore[] scores = scores(plain, table, mentions.get(m));
      List<Ranked> best = pruned.get(m);
      assertThat(best.get(0).score().score())
          .isCloseTo(
              (float) IntStream.range(0, SIZE).mapToDouble(e -> scores[e].score()).max().orElse(0),
              within(1e-6f));
      for (Ranked ranked : best) {
        PairScore expected = scores[ranked.index()];
        PairScore score = ranked.score();
        assertThat(score.score()).isCloseTo(expected.score(), within(1e-6f));
        assertThat(score.text()).isCloseTo(expected.text(), within(1e-6f));
        assertThat(score.image()).isCloseTo(expected.image(), within(1e-6f));
        assertThat(score.text() + score.image() + score.cross())
            .isCloseTo(score.score(), within(1e-6f));
      }
      assertThat(best)
          .isSortedAccordingTo(
              Comparator.<Ranked>comparingDouble(r -> -r.score().score())
                  .thenComparingInt(Ranked::index));
    }
  }

  private static PairScore[] scores(PairScorer plain, EntityTable table, MentionRow mention) {
    float[] row = new float[LAYOUT.headWidth()];
    PairScore[] scores = new PairScore[SIZE];
    for (int e = 0; e < SIZE; e++) {
      table.rows().read(e, 0, row, 0);
      scores[e] = plain.score(mention, row, 0);
    }
    return scores;
  }

  @Test
  void ranksAreThePlacesAmongAll() {
    EntityTable table = table(Precision.INT8);
    Linker linker = new Linker(table, LAYOUT, LinkerOptions.exact(SIZE));
    List<List<Ranked>> all = linker.rankAll(mentions);
    int[] golds = IntStream.range(0, mentions.size()).map(m -> 9 * m).toArray();
    for (int m = 0; m < mentions.size(); m++) {
      List<Integer> order = all.get(m).stream().map(Ranked::index).toList();
      assertThat(linker.rankOf(mentions, golds).get(m)).hasValue(1 + order.indexOf(golds[m]));
    }
  }

  @Test
  void boundsOfBytesRuleOutMostPairs() {
    EntityTable table = table(Precision.INT8);
    Linker linker = new Linker(table, LAYOUT, LinkerOptions.exact(1));
    linker.rankAll(mentions.subList(0, 1));
    assertThat(linker.prunedShare()).isGreaterThan(0.5);
  }
}
