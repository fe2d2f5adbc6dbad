package org.melange.link.score;

import jdk.incubator.vector.FloatVector;

/**
 * Products of the vectors that coarse parts start with, for the entities of a block and a group of
 * mentions: all of a score but its local parts. Of a zero-shot model's rows, the product of texts
 * is the complete score, and the others are 0. Reuses its arrays; confined to one thread.
 */
final class CoarseProducts {

  /** Of pooled texts, [CAPACITY, GROUP]. */
  final float[] text = new float[EntityBlock.CAPACITY * SimdLanes.GROUP];

  /** Of pooled images, likewise. */
  final float[] image = new float[EntityBlock.CAPACITY * SimdLanes.GROUP];

  /** Of the cross unit's two vectors together, likewise. */
  final float[] cross = new float[EntityBlock.CAPACITY * SimdLanes.GROUP];

  /**
   * Computes them.
   *
   * @param starts where each head starts in {@code heads}
   */
  void compute(float[] heads, int[] starts, int count, MentionPanel panel) {
    compute(heads, starts, count, panel.textCls(), text);
    compute(heads, starts, count, panel.imageCls(), image);
    compute(heads, starts, count, panel.cross(), cross);
  }

  /** Products of no values stay zeros. */
  private static void compute(
      float[] heads, int[] starts, int count, PanelColumns columns, float[] out) {
    if (columns.depth() > 0) {
      GemmKernel.of(heads, starts, count, columns, out, SimdLanes.GROUP);
    }
  }

  /** The sum of all three, from {@code at} on. */
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
