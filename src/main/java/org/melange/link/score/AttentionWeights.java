package org.melange.link.score;

import jdk.incubator.vector.FloatVector;

/**
 * The share that the tokens of one entity take of each token of a group of mentions: softmaxes of
 * logits, and their mean over the entity's tokens. Reuses its arrays; confined to one thread.
 */
final class AttentionWeights {

  /** Queries whose softmaxes are taken together: what they need stays in the nearest cache. */
  private static final int QUERIES = 4;

  /** Logits, overwritten: query i and slot j at {@code (i (S + 1) + j) GROUP}; slot S is ours. */
  float[] logits = new float[0];

  /** Share of each slot, [S + 1, GROUP]. */
  float[] weights = new float[0];

  /** Allocates space for {@code queries} queries. */
  void reserve(int queries, int slots) {
    logits = grown(logits, queries * (slots + 1) * SimdLanes.GROUP);
    weights = grown(weights, (slots + 1) * SimdLanes.GROUP);
  }

  private static float[] grown(float[] array, int length) {
    return array.length < length ? new float[length] : array;
  }

  /**
   * Computes {@link #weights}.
   *
   * @param first place of the entity's first query among the logits
   * @param queries number of the entity's active tokens
   * @param live weight of these tokens together; the others take the mention's fixed share
   */
  void compute(UnitPanel panel, int first, int queries, float live) {
    int stride = (panel.slots() + 1) * SimdLanes.GROUP;
    multiply(panel.base(), 1 - live, weights, stride);
    for (int i = 0; i < queries; i += QUERIES) {
      int from = (first + i) * stride;
      int to = from + Math.min(QUERIES, queries - i) * stride;
      centre(logits, from, to, stride, panel.mask());
      exponentials(logits, from, to);
      gather(logits, from, to, stride, panel.counts(), live / queries, weights);
    }
  }

  private static void multiply(float[] values, float factor, float[] into, int n) {
    for (int at = 0; at < n; at += SimdLanes.WIDTH) {
      FloatVector.fromArray(SimdLanes.SPECIES, values, at).mul(factor).intoArray(into, at);
    }
  }

  /** Subtracts the largest logit of each query from all of them, slot S included. */
  private static void centre(float[] logits, int from, int to, int stride, float[] mask) {
    int dead = stride - SimdLanes.GROUP;
    for (int row = from; row < to; row += stride) {
      for (int lane = 0; lane < SimdLanes.GROUP; lane += SimdLanes.WIDTH) {
        FloatVector largest = FloatVector.fromArray(SimdLanes.SPECIES, mask, dead + lane);
        for (int at = lane; at < dead; at += SimdLanes.GROUP) {
          largest =
              largest.max(
                  FloatVector.fromArray(SimdLanes.SPECIES, logits, row + at)
                      .add(FloatVector.fromArray(SimdLanes.SPECIES, mask, at)));
        }
        for (int at = lane; at < dead; at += SimdLanes.GROUP) {
          FloatVector.fromArray(SimdLanes.SPECIES, logits, row + at)
              .add(FloatVector.fromArray(SimdLanes.SPECIES, mask, at))
              .sub(largest)
              .intoArray(logits, row + at);
        }
        FloatVector.fromArray(SimdLanes.SPECIES, mask, dead + lane)
            .sub(largest)
            .intoArray(logits, row + dead + lane);
      }
    }
  }

  static void exponentials(float[] values, int from, int to) {
    for (int at = from; at < to; at += SimdLanes.WIDTH) {
      SimdLanes.exp(FloatVector.fromArray(SimdLanes.SPECIES, values, at)).intoArray(values, at);
    }
  }

  /** Adds {@code share} times the softmax of each query to the weights. */
  private static void gather(
      float[] parts, int from, int to, int stride, float[] counts, float share, float[] weights) {
    for (int row = from; row < to; row += stride) {
      for (int lane = 0; lane < SimdLanes.GROUP; lane += SimdLanes.WIDTH) {
        FloatVector sum = FloatVector.zero(SimdLanes.SPECIES);
        for (int at = lane; at < stride; at += SimdLanes.GROUP) {
          sum =
              FloatVector.fromArray(SimdLanes.SPECIES, parts, row + at)
                  .fma(FloatVector.fromArray(SimdLanes.SPECIES, counts, at), sum);
        }
        FloatVector scale = FloatVector.broadcast(SimdLanes.SPECIES, share).div(sum);
        for (int at = lane; at < stride; at += SimdLanes.GROUP) {
          FloatVector.fromArray(SimdLanes.SPECIES, parts, row + at)
              .mul(FloatVector.fromArray(SimdLanes.SPECIES, counts, at))
              .fma(scale, FloatVector.fromArray(SimdLanes.SPECIES, weights, at))
              .intoArray(weights, at);
        }
      }
    }
  }
}
