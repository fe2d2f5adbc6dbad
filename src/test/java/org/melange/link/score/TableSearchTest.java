package org.melange.link.score;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.melange.link.row.EntityRows;
import org.melange.link.row.EntityTable;
import org.melange.link.row.MentionRow;
import org.melange.link.row.TiedRows;

/** A search over all rows, its counters, and the ranks that follow from it. */
class TableSearchTest {

  private static final int SIZE = TiedRows.SIZE;
  private static final LinkerOptions EXACT = LinkerOptions.exact(5);

  private final EntityTable table = TiedRows.table(new Random(8));
  private final EntityRows rows = table.rows();
  private final List<MentionRow> mentions =
      IntStream.range(0, 19).mapToObj(TiedRows::mention).toList();
  private final MentionBatch batch = MentionBatch.of(TiedRows.LAYOUT, mentions);

  @Test
  void pairsAreCountedAndAnExhaustiveSearchScoresAll() {
    TableSearch exhaustive = new TableSearch(rows, EXACT.exhaustive().withThreads(3));
    List<int[]> expected = exhaustive.best(batch, 5);
    assertThat(exhaustive.pairs()).isEqualTo(19L * SIZE);
    assertThat(exhaustive.refined()).isEqualTo(19L * SIZE);
    TableSearch pruned = new TableSearch(rows, EXACT);
    List<int[]> found = pruned.best(batch, 5);
    assertThat(pruned.pairs()).isEqualTo(19L * SIZE);
    assertThat(pruned.refined()).isPositive().isLessThanOrEqualTo(19L * SIZE);
    for (int m = 0; m < 19; m++) {
      assertThat(found.get(m)).isEqualTo(expected.get(m));
    }
    assertThat(pruned.best(batch, 2 * SIZE)).allMatch(all -> all.length == SIZE);
  }

  @Test
  void theNearestAreTheLargestProductsOfHeads() {
    List<int[]> nearest = new TableSearch(rows, EXACT).nearest(batch, SIZE);
    HeadProduct product = new HeadProduct(rows);
    for (int m = 0; m < 19; m++) {
      float[] query = product.query(mentions.get(m));
      int[] found = nearest.get(m);
      for (int i = 1; i < found.length; i++) {
        assertThat(product.of(query, found[i]))
            .isLessThanOrEqualTo(product.of(query, found[i - 1]) + 1e-5f);
      }
      assertThat(Arrays.stream(found).distinct().count()).isEqualTo(SIZE);
    }
  }

  @Test
  void aBoostMovesAnEntityUp() {
    Linker linker = new Linker(table, TiedRows.LAYOUT, EXACT);
    int[] golds = IntStream.range(0, 19).map(m -> 7 * m).toArray();
    float[] none = new float[19];
    float[] boosts = new float[19];
    Arrays.fill(boosts, 1000);
    golds[4] = -1;
    for (int m = 0; m < 19; m++) {
      int plain = linker.rankOf(mentions, golds, none).get(m).orElse(0);
      int boosted = linker.rankOf(mentions, golds, boosts).get(m).orElse(0);
      assertThat(boosted).isEqualTo(m == 4 ? 0 : 1);
      assertThat(plain).isGreaterThanOrEqualTo(boosted);
    }
  }

  @Test
  void countersOfALinkerAreThoseOfItsSearches() {
    Linker linker = new Linker(table, TiedRows.LAYOUT, EXACT.exhaustive());
    assertThat(linker.prunedShare()).isZero();
    linker.rankAll(mentions);
    linker.rankOf(mentions, new int[19]);
    assertThat(linker.pairs()).isEqualTo(2L * 19 * SIZE);
    assertThat(linker.pruned()).isZero();
    linker.rank(mentions.get(0), new int[] {1, 2});
    assertThat(linker.pairs()).isEqualTo(2L * 19 * SIZE);
  }

  @Test
  void candidatesByIndexAreThoseByQid() {
    Linker linker = new Linker(table, TiedRows.LAYOUT, EXACT);
    int[] indices = {150, 3, 77, 9, 20, 21, 22};
    List<String> qids = Arrays.stream(indices).mapToObj(table::qid).toList();
    int[] byQid = table.indicesOf(qids);
    assertThat(byQid).isEqualTo(indices);
    for (MentionRow mention : mentions) {
      assertThat(linker.rank(mention, indices)).isEqualTo(linker.rank(mention, byQid));
      assertThat(linker.rankOf(mention, 77, indices)).isEqualTo(linker.rankOf(mention, 77, byQid));
    }
    assertThat(linker.rankOf(mentions.get(0), 78, indices)).isEmpty();
  }
}
