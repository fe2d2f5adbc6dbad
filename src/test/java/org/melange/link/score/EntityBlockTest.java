package org.melange.link.score;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.melange.link.row.EntityRows;
import org.melange.link.row.RowLayout;
import org.melange.link.row.TiedRows;

/** A block holds heads and tails of the entities that it was loaded with. */
class EntityBlockTest {

  private static final RowLayout LAYOUT = TiedRows.LAYOUT;

  private final EntityRows rows = TiedRows.table(new Random(1)).rows();
  private final EntityBlock block = new EntityBlock(rows);

  private float[] row(int index) {
    float[] row = new float[LAYOUT.width()];
    rows.read(index, 0, row, 0);
    return row;
  }

  private void assertHead(int r, int index) {
    int at = block.headAt()[r];
    assertThat(block.index(r)).isEqualTo(index);
    assertThat(Arrays.copyOfRange(block.heads(), at, at + LAYOUT.headWidth()))
        .isEqualTo(Arrays.copyOf(row(index), LAYOUT.headWidth()));
  }

  private void assertTail(int r, int index) {
    int from = block.tailAt(r);
    int length = LAYOUT.width() - LAYOUT.headWidth();
    assertThat(Arrays.copyOfRange(block.tails(), from, from + length))
        .isEqualTo(Arrays.copyOfRange(row(index), LAYOUT.headWidth(), LAYOUT.width()));
  }

  @Test
  void aRangeIsLoadedWithoutTailsUntilTheyAreFetched() {
    block.load(70, 100);
    assertThat(block.size()).isEqualTo(30);
    assertHead(0, 70);
    assertHead(29, 99);
    assertThat(block.tailAt(4)).isNegative();
    int[] places = {9, 4, 2, 8};
    block.fetch(places, 1, 4);
    assertThat(block.fetched()).isEqualTo(3);
    assertThat(block.order(4)).isZero();
    assertThat(block.order(8)).isEqualTo(2);
    assertThat(block.tailAt(9)).isNegative();
    assertThat(Arrays.copyOf(block.fetchedHeads(), 3))
        .containsExactly(4 * LAYOUT.headWidth(), 2 * LAYOUT.headWidth(), 8 * LAYOUT.headWidth());
    assertTail(4, 74);
    assertTail(2, 72);
    assertTail(8, 78);
    assertThat(block.exactHeads()).isSameAs(block.heads());
    assertThat(block.rounded()).isFalse();
    assertThat(block.error(0)).isZero();
  }

  @Test
  void entitiesAtIndicesAreLoadedInTheirOrder() {
    int[] indices = {199, 3, 50, 3};
    block.load(indices, 1, 4);
    assertThat(block.size()).isEqualTo(3);
    assertHead(0, 3);
    assertTail(0, 3);
    assertHead(1, 50);
    assertTail(1, 50);
    assertTail(2, 3);
    block.loadHeads(indices, 0, 2);
    assertHead(0, 199);
    assertHead(1, 3);
    assertThat(block.tailAt(0)).isNegative();
    block.fetch(new int[] {0, 1}, 0, 2);
    assertTail(0, 199);
  }

  @Test
  void aFetchedEntityIsNotReadAgain() {
    block.load(0, 64);
    block.fetch(new int[] {5}, 0, 1);
    int at = block.tailAt(5);
    block.fetch(new int[] {6, 5}, 0, 2);
    assertThat(block.tailAt(5)).isEqualTo(at);
    assertThat(block.order(5)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 31, 32, 33, 100})
  void squaresAreSummed(int n) {
    SplittableRandom random = new SplittableRandom(n);
    float[] values = new float[n + 3];
    double expected = 0;
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
      expected += i >= 2 && i < n + 2 ? (double) values[i] * values[i] : 0;
    }
    assertThat((double) SimdLanes.squares(values, 2, n))
        .isCloseTo(expected, org.assertj.core.data.Offset.offset(1e-5));
  }

  @Test
  void oneLaneThatReachesItsThresholdIsEnough() {
    float[] thresholds = new float[SimdLanes.GROUP];
    Arrays.fill(thresholds, 1);
    float[] values = new float[3 * SimdLanes.GROUP];
    int at = SimdLanes.GROUP;
    assertThat(SimdLanes.anyReaches(values, at, thresholds)).isFalse();
    values[at - 1] = 5;
    values[2 * at] = 5;
    assertThat(SimdLanes.anyReaches(values, at, thresholds)).isFalse();
    for (int lane : new int[] {0, SimdLanes.WIDTH - 1, SimdLanes.WIDTH, at - 1}) {
      values[at + lane] = 1;
      assertThat(SimdLanes.anyReaches(values, at, thresholds)).isTrue();
      values[at + lane] = Float.NaN;
      assertThat(SimdLanes.anyReaches(values, at, thresholds)).isTrue();
      values[at + lane] = 0;
    }
  }
}
