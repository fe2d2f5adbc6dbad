package org.melange.link.score;

import jdk.incubator.vector.FloatVector;
import org.melange.link.row.EntityLayout;
import org.melange.link.row.Modality;

/**
 * Upper bounds of the scores of one entity with a group of mentions, from its products with values:
 * by the corners of the hull of a mention's contexts. Closer than {@link ScoreBounds}. Reuses its
 * arrays; confined to one thread.
 */
final class CornerBounds {

  private final EntityLayout layout;

  /** The bounds, [GROUP]. */
  private final float[] bounds = new float[SimdLanes.GROUP];

  /** The largest local scores of one unit at corners, [GROUP]. */
  private final float[] largest = new float[SimdLanes.GROUP];

  CornerBounds(EntityLayout layout) {
    this.layout = layout;
  }

  /** The bounds, [GROUP]; overwritten by the next {@link #start}. */
  float[] values() {
    return bounds;
  }

  /**
   * Starts the bounds of an entity.
   *
   * @param coarse products of exact heads, the entity's from {@code coarseAt} on
   */
  void start(CoarseProducts coarse, int coarseAt) {
    for (int lane = 0; lane < SimdLanes.GROUP; lane += SimdLanes.WIDTH) {
      coarse
          .total(coarseAt + lane)
          .add(coarse.magnitude(coarseAt + lane).mul(ScoreBounds.SLACK))
          .intoArray(bounds, lane);
    }
  }

  /** Adds bounds of one unit's local scores of the entity at place {@code r}. */
  void addLocal(EntityBlock block, int r, MentionPanel panel, UnitScorer scorer) {
    UnitPanel unit = panel.unit(scorer.modality());
    int dotsAt = block.order(r) * unit.slots() * SimdLanes.GROUP;
    findLargest(
        unit,
        scorer.dots(),
        dotsAt,
        layout.deadDot(scorer.modality(), block.tails(), block.tailAt(r)));
    addLargest(block.exactHeads(), block.headAt()[r], unit, scorer.modality());
  }

  /**
   * The largest local score at a corner of the mention's hull, over 6, or 0 if all are negative.
   * With a the axis, {@code w · x / ‖x‖ ≤ w · x / a · x}, which is largest at a corner.
   */
  private void findLargest(UnitPanel unit, float[] dots, int from, float deadDot) {
    int dead = unit.slots() * SimdLanes.GROUP;
    float[] base = unit.base();
    for (int lane = 0; lane < SimdLanes.GROUP; lane += SimdLanes.WIDTH) {
      FloatVector mean = FloatVector.fromArray(SimdLanes.SPECIES, base, dead + lane).mul(deadDot);
      for (int at = lane; at < dead; at += SimdLanes.GROUP) {
        mean =
            FloatVector.fromArray(SimdLanes.SPECIES, base, at)
                .fma(FloatVector.fromArray(SimdLanes.SPECIES, dots, from + at), mean);
      }
      FloatVector fixed = mean.mul(1 - unit.live());
      FloatVector most =
          fixed
              .add(unit.live() * deadDot)
              .mul(FloatVector.fromArray(SimdLanes.SPECIES, unit.corner(), dead + lane))
              .max(0);
      for (int at = lane; at < dead; at += SimdLanes.GROUP) {
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

  private void addLargest(float[] heads, int head, UnitPanel unit, Modality modality) {
    float norm = heads[head + layout.norm(modality)] * ScoreBounds.SIXTH_OF_NORM;
    float shift = heads[head + layout.shift(modality)] * ScoreBounds.SIXTH;
    float margin = shift + ScoreBounds.SLACK * (norm + Math.abs(shift));
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
          .add(FloatVector.fromArray(SimdLanes.SPECIES, bounds, lane))
          .intoArray(bounds, lane);
    }
  }
}
