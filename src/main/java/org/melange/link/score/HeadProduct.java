package org.melange.link.score;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import org.melange.link.row.EntityLayout;
import org.melange.link.row.EntityRows;
import org.melange.link.row.MentionRow;
import org.melange.link.row.Modality;

/**
 * Products of one query with heads of entities, one entity at a time and in any order: what a
 * search by index computes. Sums are taken in {@value #LANES} lanes and then in pairs, so that a
 * product has the same bits however wide this machine's vectors are. Not thread-safe.
 */
public final class HeadProduct {

  /** Sums that run side by side: a multiple of what a vector holds. */
  private static final int LANES = 32;

  private static final int WIDEST = 512;
  private static final VectorSpecies<Float> SPECIES =
      VectorSpecies.of(
          float.class, VectorShape.forBitSize(Math.min(WIDEST, SimdLanes.SPECIES.vectorBitSize())));
  private static final int STEP = SPECIES.length();

  private final EntityRows rows;
  private final EntityLayout layout;

  /** A head and zeros up to a multiple of {@link #LANES}. */
  private final float[] head;

  private final float[] sums = new float[LANES];

  /** Products with the heads of {@code rows}, as they are stored. */
  public HeadProduct(EntityRows rows) {
    this.rows = rows;
    layout = rows.layout();
    head = new float[(layout.headWidth() + LANES - 1) / LANES * LANES];
  }

  /**
   * The query of a mention: its product with a head is the score with every context in its axis.
   */
  public float[] query(MentionRow mention) {
    float[] query = Arrays.copyOf(mention.coarse(), head.length);
    for (Modality unit : layout.units()) {
      query[layout.shift(unit)] = 1f / 6;
    }
    return query;
  }

  /** The query of an entity, which stands for mentions of it: its coarse part. */
  public float[] query(int entity) {
    float[] query = new float[head.length];
    rows.heads(entity, entity + 1, query);
    Arrays.fill(query, layout.coarseWidth(), query.length, 0);
    return query;
  }

  /** The product of a query with the head of an entity. */
  public float of(float[] query, int entity) {
    rows.heads(entity, entity + 1, head);
    for (int lane = 0; lane < LANES; lane += STEP) {
      FloatVector sum = FloatVector.zero(SPECIES);
      for (int c = lane; c < query.length; c += LANES) {
        sum =
            FloatVector.fromArray(SPECIES, query, c)
                .fma(FloatVector.fromArray(SPECIES, head, c), sum);
      }
      sum.intoArray(sums, lane);
    }
    for (int n = LANES / 2; n > 0; n /= 2) {
      for (int i = 0; i < n; i++) {
        sums[i] += sums[i + n];
      }
    }
    return sums[0];
  }
}
