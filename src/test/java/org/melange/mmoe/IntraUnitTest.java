package org.melange.mmoe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Collections;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.melange.testing.Blocks;
import org.melange.testing.PlainMath;

/** The local score of section 4.3 against loops over pairs, tokens and rows. */
class IntraUnitTest {

  private static final MatcherConfig CONFIG = new MatcherConfig(6, 5, 4, 3, 2, 2, Gate.TOKEN);
  private static final int HIDDEN = 4;
  private static final int MENTIONS = 3;
  private static final int ENTITIES = 2;
  private static final int KEYS = 5;
  private static final int QUERIES = 4;

  private final NDManager manager = NDManager.newBaseManager();
  private final Blocks<IntraUnit> unit =
      Blocks.filled(manager, new IntraUnit("u", GateSite.TEXT, 6, CONFIG));

  /** How many tokens each row stands for; the last row of the second mention is padding. */
  private final float[][] keyCounts = {{1, 1, 1, 1, 3}, {1, 2, 1, 1, 0}, {1, 1, 1, 5, 1}};

  private final float[][] queryCounts = {{1, 1, 1, 4}, {1, 1, 2, 0}};

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void rowsThatCountSeveralTimesAreRepeatedTokens() {
    NDArray mentionRows = Blocks.input(manager, "m", MENTIONS, KEYS, HIDDEN);
    NDArray entityRows = Blocks.input(manager, "e", ENTITIES, QUERIES, HIDDEN);
    NDArray mentionCls = Blocks.input(manager, "mc", MENTIONS, HIDDEN);
    NDArray entityCls = Blocks.input(manager, "ec", ENTITIES, HIDDEN);
    Mixture mentions = new Mixture(mentionCls, mentionRows, counts(keyCounts));
    Mixture entities = new Mixture(entityCls, entityRows, counts(queryCounts));
    NDArray local = unit.block().local(unit.block().keys(mentions), unit.block().queries(entities));
    assertThat(local.getShape()).isEqualTo(new Shape(MENTIONS, ENTITIES));
    float[] found = local.toFloatArray();
    for (int m = 0; m < MENTIONS; m++) {
      for (int e = 0; e < ENTITIES; e++) {
        double[][] tokens = repeated(rows(mentionRows, m), keyCounts[m]);
        double[][] asking = repeated(rows(entityRows, e), queryCounts[e]);
        double[] cls = PlainMath.matrix(entityCls.toFloatArray(), HIDDEN)[e];
        assertThat((double) found[m * ENTITIES + e])
            .as("mention %d, entity %d", m, e)
            .isCloseTo(score(tokens, asking, cls), within(1e-5));
      }
    }
  }

  /** {@code e_cls · LayerNorm(mean over the entity's tokens of softmax(Q Kᵀ / √H) V)}. */
  private double score(double[][] tokens, double[][] asking, double[] cls) {
    double[][] queries = unit.linear("u.fc_query", asking);
    double[][] keys = unit.linear("u.fc_key", tokens);
    double[][] values = unit.linear("u.fc_value", tokens);
    double[][] logits =
        PlainMath.map(
            PlainMath.product(queries, PlainMath.transposed(keys)), v -> v / Math.sqrt(HIDDEN));
    double[][] found = PlainMath.product(PlainMath.softmax(logits), values);
    double[][] mean = new double[1][HIDDEN];
    for (double[] row : found) {
      for (int h = 0; h < HIDDEN; h++) {
        mean[0][h] += row[h] / found.length;
      }
    }
    return PlainMath.dot(cls, unit.layerNorm("u.layer_norm", mean)[0]);
  }

  private NDArray counts(float[][] counts) {
    float[] flat = new float[counts.length * counts[0].length];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = counts[i / counts[0].length][i % counts[0].length];
    }
    return manager.create(flat, new Shape(counts.length, counts[0].length));
  }

  private static double[][] rows(NDArray array, int item) {
    return PlainMath.matrix(array.get(item).toFloatArray(), HIDDEN);
  }

  private static double[][] repeated(double[][] rows, float[] counts) {
    return IntStream.range(0, rows.length)
        .boxed()
        .flatMap(i -> Collections.nCopies((int) counts[i], rows[i]).stream())
        .toArray(double[][]::new);
  }
}
