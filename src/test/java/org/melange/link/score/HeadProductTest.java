package org.melange.link.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.melange.link.row.EntityRows;
import org.melange.link.row.MentionRow;
import org.melange.link.row.Modality;
import org.melange.link.row.RowLayout;
import org.melange.link.row.TiedRows;

/** Products of queries with heads have the same bits however wide vectors are. */
class HeadProductTest {

  private static final RowLayout LAYOUT = TiedRows.LAYOUT;
  private static final int LANES = 32;

  private final EntityRows rows = TiedRows.table(new Random(5)).rows();
  private final HeadProduct product = new HeadProduct(rows);

  private float[] head(int entity) {
    float[] head = new float[LAYOUT.headWidth()];
    rows.heads(entity, entity + 1, head);
    return head;
  }

  @Test
  void sumsAreTakenInThirtyTwoLanesAndThenInPairs() {
    float[] query = product.query(TiedRows.mention(4));
    for (int entity = 0; entity < rows.size(); entity += 11) {
      float[] head = head(entity);
      float[] sums = new float[LANES];
      for (int c = 0; c < head.length; c++) {
        sums[c % LANES] = Math.fma(query[c], head[c], sums[c % LANES]);
      }
      for (int n = LANES / 2; n > 0; n /= 2) {
        for (int i = 0; i < n; i++) {
          sums[i] += sums[i + n];
        }
      }
      assertThat(product.of(query, entity)).isEqualTo(sums[0]);
    }
  }

  @Test
  void aMentionsQueryAddsTheShiftsToTheCoarsePart() {
    MentionRow mention = TiedRows.mention(1);
    float[] query = product.query(mention);
    assertThat(query.length % LANES).isZero();
    for (int c = 0; c < query.length; c++) {
      boolean shift = c == LAYOUT.shift(Modality.TEXT) || c == LAYOUT.shift(Modality.IMAGE);
      float coarse = c < LAYOUT.coarseWidth() ? mention.coarse()[c] : 0;
      assertThat(query[c]).isEqualTo(shift ? 1f / 6 : coarse);
    }
  }

  @Test
  void anEntitysQueryIsItsCoarsePart() {
    float[] head = head(9);
    double squares = 0;
    for (int c = 0; c < LAYOUT.coarseWidth(); c++) {
      squares += (double) head[c] * head[c];
    }
    assertThat((double) product.of(product.query(9), 9)).isCloseTo(squares, within(1e-5));
  }
}
