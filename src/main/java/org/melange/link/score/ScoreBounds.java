package org.melange.link.score;

import jdk.incubator.vector.FloatVector;
import org.melange.link.row.EntityLayout;
import org.melange.link.row.NormCone;

/**
 * Upper bounds of the scores of all entities of a block with a group of mentions, from heads: by
 * the cone around a mention's contexts. See {@link NormCone} and the page on scoring. Reuses its
 * arrays; confined to one thread.
 */
final class ScoreBounds {

  static final float SIXTH = 1f / 6;

  /** The same for norms, with slack for the rounding that a stored norm may have. */
  static final float SIXTH_OF_NORM = 1.000002f / 6;

  /** Relative slack for the rounding of a few sums. */
  static final float SLACK = 4e-6f;

  /** Room for the rounding of squares that are subtracted. */
  private static final float SQUARES = 1 + 1e-6f;

  private final EntityLayout layout;

  /** How far rounding may move a product of h values, relative to both vectors' lengths. */
  private final float rounding;

  /** How far a product with an axis may be from the exact one, relative to a head's error. */
  private final float turn;

  /** By entity of the block, [CAPACITY, GROUP]. */
  private final float[] bounds = new float[EntityBlock.CAPACITY * SimdLanes.GROUP];

  ScoreBounds(EntityLayout layout) {
    this.layout = layout;
    rounding = (layout.hiddenDim() + 8) * NormCone.UNIT_ROUNDOFF;
    turn = 1.0001f * (float) Math.sqrt(layout.hiddenDim()) * SIXTH;
  }

  /** Whether a bound is not below its lane's threshold. */
  boolean reaches(int r, float[] thresholds) {
    return SimdLanes.anyReaches(bounds, r * SimdLanes.GROUP, thresholds);
  }

  /** The bound for the mention in a lane. */
  float bound(int r, int lane) {
    return bounds[r * SimdLanes.GROUP + lane];
  }

  /**
   * Starts bounds for all entities: the coarse product, and how far a rounded head may be from the
   * exact one. The sums of a score round relative to the products' magnitudes, which are large
   * where products cancel.
   *
   * @param coarse products of heads as they are stored
   */
  void start(EntityBlock block, MentionPanel panel, CoarseProducts coarse) {
    for (int r = 0; r < block.size(); r++) {
      float error = block.error(r);
      for (int lane = 0; lane < SimdLanes.GROUP; lane += SimdLanes.WIDTH) {
        int at = r * SimdLanes.GROUP + lane;
        FloatVector.fromArray(SimdLanes.SPECIES, panel.length(), lane)
            .mul(error)
            .add(coarse.total(at))
            .add(coarse.magnitude(at).mul(SLACK))
            .intoArray(bounds, at);
      }
    }
  }

  /** Adds bounds of one unit's local scores for all entities. */
  void addLocal(EntityBlock block, MentionPanel panel, UnitScorer scorer) {
    UnitPanel unit = panel.unit(scorer.modality());
    for (int r = 0; r < block.size(); r++) {
      addLocal(block, r, unit, scorer);
    }
  }

  private void addLocal(EntityBlock block, int r, UnitPanel unit, UnitScorer scorer) {
    float[] heads = block.heads();
    int head = r * layout.headWidth();
    float norm = heads[head + layout.norm(scorer.modality())] * SIXTH_OF_NORM;
    float shift = heads[head + layout.shift(scorer.modality())] * SIXTH;
    float margin = shift + SLACK * (norm + Math.abs(shift));
    if (heads[head + layout.live(scorer.modality())] <= unit.live()) {
      addCone(
          r * SimdLanes.GROUP, scorer.along(), unit.cone(), norm, margin, turn * block.error(r));
    } else {
      addNorm(r * SimdLanes.GROUP, unit.cone(), norm, margin);
    }
  }

  /**
   * Adds {@code sqrt(h) ‖w‖ cos(max(0, φ − θ)) + shift}, over 6, for an entity whose context stays
   * in the cones: see {@link NormCone}. With p = sqrt(h) ‖w‖ cos φ and q = sqrt(h) ‖w‖ sin φ that
   * is p cos θ + q sin θ, which grows with p up to φ = θ: it is taken where p is largest, because
   * near p = −norm it is too steep to round afterwards.
   *
   * @param norm {@code sqrt(h) ‖w‖}
   * @param turned how far p may be from the exact one
   */
  private void addCone(
      int at, float[] along, float[] cone, float norm, float margin, float turned) {
    float most = turned + rounding * (norm + turned);
    float squared = SQUARES * norm * norm;
    for (int lane = 0; lane < SimdLanes.GROUP; lane += SimdLanes.WIDTH) {
      FloatVector slack =
          FloatVector.fromArray(SimdLanes.SPECIES, cone, 3 * SimdLanes.GROUP + lane)
              .mul(norm)
              .add(margin);
      FloatVector cos = FloatVector.fromArray(SimdLanes.SPECIES, cone, lane);
      FloatVector p =
          FloatVector.fromArray(SimdLanes.SPECIES, along, at + lane).add(most).min(cos.mul(norm));
      FloatVector q = p.mul(p).neg().add(squared).max(0).sqrt();
      FloatVector local =
          p.mul(cos)
              .add(q.mul(FloatVector.fromArray(SimdLanes.SPECIES, cone, SimdLanes.GROUP + lane)));
      FloatVector shrunk =
          local.mul(FloatVector.fromArray(SimdLanes.SPECIES, cone, 2 * SimdLanes.GROUP + lane));
      slack
          .add(FloatVector.fromArray(SimdLanes.SPECIES, bounds, at + lane))
          .add(local.max(shrunk))
          .intoArray(bounds, at + lane);
    }
  }

  /** Adds {@code sqrt(h) ‖w‖ + shift}, over 6, which no local score exceeds. */
  private void addNorm(int at, float[] cone, float norm, float margin) {
    for (int lane = 0; lane < SimdLanes.GROUP; lane += SimdLanes.WIDTH) {
      FloatVector.fromArray(SimdLanes.SPECIES, cone, 3 * SimdLanes.GROUP + lane)
          .mul(norm)
          .add(margin)
          .add(FloatVector.fromArray(SimdLanes.SPECIES, bounds, at + lane))
          .add(norm)
          .intoArray(bounds, at + lane);
    }
  }

  /** Lowers the bounds of an entity to {@code closer} ones, [GROUP]. */
  void lower(int r, float[] closer) {
    int at = r * SimdLanes.GROUP;
    for (int lane = 0; lane < SimdLanes.GROUP; lane += SimdLanes.WIDTH) {
      FloatVector.fromArray(SimdLanes.SPECIES, bounds, at + lane)
          .min(FloatVector.fromArray(SimdLanes.SPECIES, closer, lane))
          .intoArray(bounds, at + lane);
    }
  }
}
