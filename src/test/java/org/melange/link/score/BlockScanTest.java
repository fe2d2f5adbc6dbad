package org.melange.link.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.melange.link.row.EntityRows;
import org.melange.link.row.MentionRow;
import org.melange.link.row.PairScore;
import org.melange.link.row.TiedRows;

/** All ways over the entities of a table offer the same scores. */
class BlockScanTest {

  private static final int SIZE = TiedRows.SIZE;

  private final EntityRows rows = TiedRows.table(new Random(3)).rows();
  private final List<MentionRow> mentions =
      IntStream.range(0, SimdLanes.GROUP + 2).mapToObj(TiedRows::mention).toList();
  private final MentionBatch batch = MentionBatch.of(TiedRows.LAYOUT, mentions);

  private BlockScan scan() {
    return new BlockScan(rows, batch);
  }

  private List<ScoreConsumer.Best> best(int k) {
    return batch.panels().stream()
        .map(
            panel ->
                new ScoreConsumer.Best(k, ScoreConsumer.thresholds(panel.size()), panel.size()))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 9, SIZE})
  void boundsRuleOutNothingThatIsAmongTheBest(int k) {
    List<ScoreConsumer.Best> all = best(k);
    BlockScan exhaustive = scan();
    exhaustive.all(0, SIZE, all);
    List<ScoreConsumer.Best> reaching = best(k);
    BlockScan pruned = scan();
    pruned.reaching(0, SIZE, reaching);
    for (int m = 0; m < mentions.size(); m++) {
      TopK expected = all.get(MentionBatch.group(m)).best(MentionBatch.lane(m));
      TopK found = reaching.get(MentionBatch.group(m)).best(MentionBatch.lane(m));
      assertThat(found.indices()).isEqualTo(expected.indices());
      assertThat(found.scores()).isEqualTo(expected.scores());
    }
    assertThat(exhaustive.refined()).isEqualTo((long) SIZE * mentions.size());
    assertThat(pruned.refined()).isLessThanOrEqualTo(exhaustive.refined());
  }

  @Test
  void partsOfAScoreAddUpToIt() {
    int[] entities = {5, 199, 64, 63, 0, 7, 8, 9, 100, 150};
    for (int m : new int[] {0, 3, SimdLanes.GROUP + 1}) {
      PairScore[] parts = scan().parts(entities, m);
      for (PairScore part : parts) {
        assertThat((part.text() + part.image() + part.cross()) / 3)
            .isCloseTo(part.score(), within(1e-5f));
        assertThat(part.name()).isZero();
      }
    }
  }

  @Test
  void pairedScoresAreThoseOfEachMentionWithItsEntity() {
    int[] entities = IntStream.range(0, SimdLanes.GROUP).map(m -> 199 - 3 * m).toArray();
    float[] paired = scan().paired(entities, 0);
    for (int m = 0; m < entities.length; m++) {
      PairScore[] own = scan().parts(new int[] {entities[m]}, m);
      assertThat(paired[m]).isEqualTo(own[0].score());
    }
  }

  @Test
  void someEntitiesAreScoredLikeAll() {
    int[] entities = IntStream.range(0, SIZE).filter(i -> i % 3 == 1).toArray();
    ScoreConsumer.Best some = best(SIZE).get(0);
    BlockScan scan = scan();
    scan.some(entities, 0, some);
    assertThat(scan.refined()).isEqualTo((long) entities.length * SimdLanes.GROUP);
    ScoreConsumer.Best pruned = ScoreConsumer.Best.ofLane(SIZE, 2);
    scan().reaching(entities, 0, pruned);
    assertThat(pruned.best(2).indices()).isEqualTo(some.best(2).indices());
    assertThat(pruned.best(2).scores()).isEqualTo(some.best(2).scores());
    assertThat(pruned.best(1)).isNull();
  }

  @Test
  void estimatesAreProductsOfHeads() {
    List<ScoreConsumer.Best> best = best(SIZE);
    BlockScan scan = scan();
    scan.estimates(0, SIZE, best);
    assertThat(scan.refined()).isZero();
    HeadProduct product = new HeadProduct(rows);
    for (int m = 0; m < mentions.size(); m += 7) {
      TopK found = best.get(MentionBatch.group(m)).best(MentionBatch.lane(m));
      float[] query = product.query(mentions.get(m));
      int[] indices = found.indices();
      assertThat(indices).hasSize(SIZE);
      for (int i = 0; i < indices.length; i++) {
        assertThat(found.scores()[i]).isCloseTo(product.of(query, indices[i]), within(1e-5f));
      }
    }
  }
}
