package org.melange.link.score;

import jdk.incubator.vector.FloatVector;
import org.melange.link.row.EntityLayout;
import org.melange.link.row.Modality;
import org.melange.link.row.NormCone;

/**
 * Numbers that the scores of entities of a block with a group of mentions do not exceed: first from
 * heads, by the cone around a mention's contexts; then closer, by the corners of their hull. See
 * {@link NormCone} and the page on scoring. For one thread.
 */
final class ScoreBounds {

  private static final float SIXTH = 1f / 6;

  /** The same for norms, with room for the rounding that a stored norm may have. */
  private static final float SIXTH_OF_NORM = 1.000002f / 6;

  /** Relative room for the rounding of a few sums. */
  private static final float SLACK = 4e-6f;

  /** Room for the rounding of squares that are subtracted. */
  private static final float SQUARES = 1 + 1e-6f;

  private final EntityLayout layout;

  /** How far rounding may move a product of h numbers, relative to both vectors' lengths. */
  private final float rounding;

  /** By entity of the block, [CAPACITY, GROUP]. */
  private final float[] bounds = new float[EntityBlock.CAPACITY * SimdLanes.GROUP];

  /** Those of one entity by corners, and the largest local scores at them, [GROUP] each. */
  private final float[] closer = new float[SimdLanes.GROUP];

  private final float[] largest = new float[SimdLanes.GROUP];

  ScoreBounds(EntityLayout layout) {
    this.layout = layout;
    rounding = (layout.hiddenDim() + 8) * NormCone.UNIT_ROUNDOFF;
  }

  /** Whether a bound is not below its lane's threshold. */
  boolean reaches(int r, float[] thresholds) {
    return BlockScorer.anyReaches(bounds, r * SimdLanes.GROUP, thresholds);
  }

  /** The bound for the mention in a lane. */
  float bound(int r, int lane) {
    return bounds[r * SimdLanes.GROUP + lane];
  }

  /**
   * Bounds for all entities of a block.
   *
   * @param coarse of their heads as they are stored
   * @param along products of their mixed parts with axes, by unit
   */
  void ofHeads(EntityBlock entities, MentionPanel panel, CoarseProducts coarse, float[][] along) {
    float turned = 1.0001f * (float) Math.sqrt(layout.hiddenDim()) * SIXTH;
    float[] heads = entities.heads();
    for (int r = 0; r < entities.size(); r++) {
      start(r, entities.error(r), panel, coarse);
    }
    for (Modality modality : Modality.values()) {
      MentionPanel.Unit unit = panel.unit(modality);
      for (int r = 0; r < entities.size(); r++) {
        int head = r * layout.headWidth();
        addLocal(
            r * SimdLanes.GROUP,
            along[modality.ordinal()],
            unit.cone(),
            heads[head + layout.norm(modality)] * SIXTH_OF_NORM,
            heads[head + layout.shift(modality)] * SIXTH,
            turned * entities.error(r),
            heads[head + layout.live(modality)] <= unit.live());
      }
    }
  }

  /**
   * The coarse product, and how far a rounded head may be from the exact one. The sums of a score
   * round relative to the products' magnitudes, which are large where products cancel.
   */
  private void start(int r, float error, MentionPanel panel, CoarseProducts products) {
    for (int lane = 0; lane < SimdLanes.GROUP; lane += SimdLanes.WIDTH) {
      int at = r * SimdLanes.GROUP + lane;
      FloatVector.fromArray(SimdLanes.SPECIES, panel.length(), lane)
          .mul(error)
          .add(products.total(at))
          .add(products.magnitude(at).mul(SLACK))
          .intoArray(bounds, at);
    }
  }

  /**
   * Adds {@code sqrt(h) ‖w‖ cos(max(0, φ − θ)) + shift}, over 6: see {@link NormCone}. With p =
   * sqrt(h) ‖w‖ cos φ and q = sqrt(h) ‖w‖ sin φ that is p cos θ + q sin θ, which grows with p up to
   * φ = θ: it is taken where p is largest, for near p = −norm it is too steep to round afterwards.
   *
   * @param norm {@code sqrt(h) ‖w‖}
   * @param turned how far p may be from the exact one
   * @param inCone whether the entity's context stays in the mention's cone
   */
  private void addLocal(
      int at, float[] along, float[] cone, float norm, float shift, float turned, boolean inCone) {
    float margin = shift + SLACK * (norm + Math.abs(shift));
    float most = turned + rounding * (norm + turned);
    float squared = SQUARES * norm * norm;
    for (int lane = 0; lane < SimdLanes.GROUP; lane += SimdLanes.WIDTH) {
      FloatVector slack =
          FloatVector.fromArray(SimdLanes.SPECIES, cone, 3 * SimdLanes.GROUP + lane)
              .mul(norm)
              .add(margin);
      FloatVector bound = slack.add(FloatVector.fromArray(SimdLanes.SPECIES, bounds, at + lane));
      if (inCone) {
        FloatVector cos = FloatVector.fromArray(SimdLanes.SPECIES, cone, lane);
        FloatVector p =
            FloatVector.fromArray(SimdLanes.SPECIES, along, at + lane).add(most).min(cos.mul(norm));
        FloatVector q = p.mul(p).neg().add(squared).max(0).sqrt();
        FloatVector local =
            p.mul(cos)
                .add(q.mul(FloatVector.fromArray(SimdLanes.SPECIES, cone, SimdLanes.GROUP + lane)));
        FloatVector shrunk =
            local.mul(FloatVector.fromArray(SimdLanes.SPECIES, cone, 2 * SimdLanes.GROUP + lane));
        bound = bound.add(local.max(shrunk));
      } else {
        bound = bound.add(norm);
      }
      bound.intoArray(bounds, at + lane);
    }
  }

  /**
   * Lowers the bounds of an entity that was fetched.
   *
   * @param coarse of its exact head, from {@code coarseAt} on
   * @param dots products of mixed parts with values by unit, its at place {@code order}
   */
  void ofCorners(
      EntityBlock entities,
      int r,
      MentionPanel panel,
      CoarseProducts coarse,
      int coarseAt,
      float[][] dots,
      int order) {
    for (int lane = 0; lane < SimdLanes.GROUP; lane += SimdLanes.WIDTH) {
      coarse
          .total(coarseAt + lane)
          .add(coarse.magnitude(coarseAt + lane).mul(SLACK))
          .intoArray(closer, lane);
    }
    for (Modality modality : Modality.values()) {
      MentionPanel.Unit unit = panel.unit(modality);
      float dead = layout.deadDot(modality, entities.tails(), entities.tailAt(r));
      corners(unit, dots[modality.ordinal()], order * unit.slots() * SimdLanes.GROUP, dead);
      addCorners(entities, r, unit, modality);
    }
    int at = r * SimdLanes.GROUP;
    for (int lane = 0; lane < SimdLanes.GROUP; lane += SimdLanes.WIDTH) {
      FloatVector.fromArray(SimdLanes.SPECIES, bounds, at + lane)
          .min(FloatVector.fromArray(SimdLanes.SPECIES, closer, lane))
          .intoArray(bounds, at + lane);
    }
  }

  /**
   * The largest local score at a corner of the mention's hull, over 6, or 0 if all are negative.
   * With a the axis, {@code w · x / ‖x‖ ≤ w · x / a · x}, which is largest at a corner.
   */
  private void corners(MentionPanel.Unit unit, float[] dots, int from, float dead) {
    int shut = unit.slots() * SimdLanes.GROUP;
    float[] base = unit.base();
    for (int lane = 0; lane < SimdLanes.GROUP; lane += SimdLanes.WIDTH) {
      FloatVector mean = FloatVector.fromArray(SimdLanes.SPECIES, base, shut + lane).mul(dead);
      for (int at = lane; at < shut; at += SimdLanes.GROUP) {
        mean =
            FloatVector.fromArray(SimdLanes.SPECIES, base, at)
                .fma(FloatVector.fromArray(SimdLanes.SPECIES, dots, from + at), mean);
      }
      FloatVector fixed = mean.mul(1 - unit.live());
      FloatVector most =
          fixed
              .add(unit.live() * dead)
              .mul(FloatVector.fromArray(SimdLanes.SPECIES, unit.corner(), shut + lane))
              .max(0);
      for (int at = lane; at < shut; at += SimdLanes.GROUP) {
        most =
            FloatVector.fromArray(SimdLanes.SPECIES, dots, from + at)
                .mul(unit.live())
                .add(fixed)
                .mul(FloatVector.fromArray(SimdLanes.SPECIES, unit.corner(), at))
                .max(most);
      }
      most.intoArray(largest, lane);
    }
  }

  private void addCorners(EntityBlock entities, int r, MentionPanel.Unit unit, Modality modality) {
    float[] heads = entities.exactHeads();
    int head = entities.headAt()[r];
    float norm = heads[head + layout.norm(modality)] * SIXTH_OF_NORM;
    float shift = heads[head + layout.shift(modality)] * SIXTH;
    float margin = shift + SLACK * (norm + Math.abs(shift));
    boolean inHull = heads[head + layout.live(modality)] <= unit.live();
    for (int lane = 0; lane < SimdLanes.GROUP; lane += SimdLanes.WIDTH) {
      FloatVector local = FloatVector.broadcast(SimdLanes.SPECIES, norm);
      if (inHull) {
        local = local.min(FloatVector.fromArray(SimdLanes.SPECIES, largest, lane));
      }
      FloatVector.fromArray(SimdLanes.SPECIES, unit.cone(), 3 * SimdLanes.GROUP + lane)
          .mul(norm)
          .add(margin)
          .add(local)
          .add(FloatVector.fromArray(SimdLanes.SPECIES, closer, lane))
          .intoArray(closer, lane);
    }
  }
}
