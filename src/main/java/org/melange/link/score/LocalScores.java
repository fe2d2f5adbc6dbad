package org.melange.link.score;

import jdk.incubator.vector.FloatVector;
import org.melange.link.row.PairScorer;

/**
 * The local score of one unit of one entity for a group of mentions, from the products of its
 * queries with keys and of its mixed cls with values: softmaxes, their mean, and the layer norm of
 * what they gather, which needs no vector of width h: the variance of {@code Σ α_j V_j} is {@code
 * ‖Rα‖²}.
 *
 * <p>For one thread.
 */
final class LocalScores {

  /** Queries whose softmaxes are taken together: what they need stays in the nearest cache. */
  private static final int QUERIES = 4;

  /** Logits, overwritten: query i and slot j at {@code (i (S + 1) + j) GROUP}; slot S is ours. */
  float[] logits = new float[0];

  /** What the entity's tokens take of each slot on average, [S + 1, GROUP]. */
  private float[] weights = new float[0];

  /** Makes room for {@code queries} queries. */
  void reserve(int queries, int slots) {
    logits = grown(logits, queries * (slots + 1) * SimdLanes.GROUP);
    weights = grown(weights, (slots + 1) * SimdLanes.GROUP);
  }

  private static float[] grown(float[] array, int length) {
    return array.length < length ? new float[length] : array;
  }

  /**
   * Computes the scores of a group.
   *
   * @param panel of the mentions
   * @param first place of the entity's first query among the logits
   * @param queries how many live tokens the entity has
   * @param dots {@code w · V_j}, slot j at {@code dotsAt + j GROUP}
   * @param live weight of its live tokens together
   * @param deadDot {@code w · b_v}
   * @param shift added to each score
   */
  void score(
      MentionPanel.Unit panel,
      int first,
      int queries,
      float[] dots,
      int dotsAt,
      float live,
      float deadDot,
      float shift,
      float[] out,
      int outAt) {
    int stride = (panel.slots() + 1) * SimdLanes.GROUP;
    multiply(panel.base(), 1 - live, weights, stride);
    for (int i = 0; i < queries; i += QUERIES) {
      int from = (first + i) * stride;
      int to = from + Math.min(QUERIES, queries - i) * stride;
      centre(logits, from, to, stride, panel.mask());
      exponentials(logits, from, to);
      gather(logits, from, to, stride, panel.counts(), live / queries, weights);
    }
    normalise(panel, dots, dotsAt, deadDot, shift, weights, out, outAt);
  }

  private static void multiply(float[] values, float factor, float[] into, int n) {
    for (int at = 0; at < n; at += SimdLanes.WIDTH) {
      FloatVector.fromArray(SimdLanes.SPECIES, values, at).mul(factor).intoArray(into, at);
    }
  }

  /** Subtracts the largest logit of each query from all of them, slot S included. */
  private static void centre(float[] logits, int from, int to, int stride, float[] mask) {
    int shut = stride - SimdLanes.GROUP;
    for (int row = from; row < to; row += stride) {
      for (int lane = 0; lane < SimdLanes.GROUP; lane += SimdLanes.WIDTH) {
        FloatVector largest = FloatVector.fromArray(SimdLanes.SPECIES, mask, shut + lane);
        for (int at = lane; at < shut; at += SimdLanes.GROUP) {
          largest =
              largest.max(
                  FloatVector.fromArray(SimdLanes.SPECIES, logits, row + at)
                      .add(FloatVector.fromArray(SimdLanes.SPECIES, mask, at)));
        }
        for (int at = lane; at < shut; at += SimdLanes.GROUP) {
          FloatVector.fromArray(SimdLanes.SPECIES, logits, row + at)
              .add(FloatVector.fromArray(SimdLanes.SPECIES, mask, at))
              .sub(largest)
              .intoArray(logits, row + at);
        }
        FloatVector.fromArray(SimdLanes.SPECIES, mask, shut + lane)
            .sub(largest)
            .intoArray(logits, row + shut + lane);
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

  /** {@code Σ α_j (w · V_j) / sqrt(‖Rα‖² + ε) + shift}. */
  private static void normalise(
      MentionPanel.Unit panel,
      float[] dots,
      int dotsAt,
      float deadDot,
      float shift,
      float[] weights,
      float[] out,
      int outAt) {
    int shut = panel.slots() * SimdLanes.GROUP;
    float[] factor = panel.factor();
    for (int lane = 0; lane < SimdLanes.GROUP; lane += SimdLanes.WIDTH) {
      FloatVector variance = FloatVector.broadcast(SimdLanes.SPECIES, (float) PairScorer.EPSILON);
      int entry = lane;
      for (int i = lane; i <= shut + lane; i += SimdLanes.GROUP) {
        FloatVector along = FloatVector.zero(SimdLanes.SPECIES);
        for (int at = i; at <= shut + lane; at += SimdLanes.GROUP, entry += SimdLanes.GROUP) {
          along =
              FloatVector.fromArray(SimdLanes.SPECIES, factor, entry)
                  .fma(FloatVector.fromArray(SimdLanes.SPECIES, weights, at), along);
        }
        variance = along.fma(along, variance);
      }
      FloatVector product =
          FloatVector.fromArray(SimdLanes.SPECIES, weights, shut + lane).mul(deadDot);
      for (int at = lane; at < shut; at += SimdLanes.GROUP) {
        product =
            FloatVector.fromArray(SimdLanes.SPECIES, weights, at)
                .fma(FloatVector.fromArray(SimdLanes.SPECIES, dots, dotsAt + at), product);
      }
      product.div(variance.sqrt()).add(shift).intoArray(out, outAt + lane);
    }
  }
}
