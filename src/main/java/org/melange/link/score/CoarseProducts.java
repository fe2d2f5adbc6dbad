package org.melange.link.score;

import jdk.incubator.vector.FloatVector;
import org.melange.link.row.EntityLayout;

/**
 * Products of the vectors that coarse parts start with, for the entities of a block and a group of
 * mentions: all of a score but its local parts. For one thread.
 */
final class CoarseProducts {

  private final EntityLayout layout;

  /** Of pooled texts, [CAPACITY, GROUP]. */
  final float[] text = new float[EntityBlock.CAPACITY * SimdLanes.GROUP];

  /** Of pooled images, likewise. */
  final float[] image = new float[EntityBlock.CAPACITY * SimdLanes.GROUP];

  /** Of the cross unit's two vectors together, likewise. */
  final float[] cross = new float[EntityBlock.CAPACITY * SimdLanes.GROUP];

  CoarseProducts(EntityLayout layout) {
    this.layout = layout;
  }

  /**
   * Computes them.
   *
   * @param rows where each head starts in {@code heads}
   */
  void compute(float[] heads, int[] rows, int count, MentionPanel panel) {
    product(heads, rows, count, 0, panel, layout.textDim(), text);
    product(heads, rows, count, layout.imageCls(), panel, layout.imageDim(), image);
    product(heads, rows, count, layout.textImage(), panel, 2 * layout.hiddenDim(), cross);
  }

  /** The product of a stretch of heads with the same of mentions, [count, GROUP]. */
  static void product(
      float[] heads, int[] rows, int count, int at, MentionPanel panel, int depth, float[] out) {
    int from = at * SimdLanes.GROUP;
    GemmKernel.of(heads, rows, count, at, panel.coarse(), from, depth, out, 0, SimdLanes.GROUP);
  }

  /** All three together, from {@code at} on. */
  FloatVector total(int at) {
    return FloatVector.fromArray(SimdLanes.SPECIES, text, at)
        .add(FloatVector.fromArray(SimdLanes.SPECIES, image, at))
        .add(FloatVector.fromArray(SimdLanes.SPECIES, cross, at));
  }

  /** The sum of their magnitudes from {@code at} on, which bounds what rounding adds to a score. */
  FloatVector magnitude(int at) {
    return FloatVector.fromArray(SimdLanes.SPECIES, text, at)
        .abs()
        .add(FloatVector.fromArray(SimdLanes.SPECIES, image, at).abs())
        .add(FloatVector.fromArray(SimdLanes.SPECIES, cross, at).abs());
  }
}
