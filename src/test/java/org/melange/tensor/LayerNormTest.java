package org.melange.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.melange.testing.Blocks;
import org.melange.testing.PlainMath;

class LayerNormTest {

  private static final float ROUNDING = 1e-5f;

  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  @ParameterizedTest
  @ValueSource(floats = {1e-5f, 1e-12f, 0.5f})
  void rowsAreScaledToMeanZeroAndVarianceOne(float epsilon) {
    Blocks<LayerNorm> norm = Blocks.filled(manager, new LayerNorm("n", 7, epsilon));
    NDArray x = Blocks.input(manager, "x", 5, 7).mul(3).add(2);
    double[][] expected =
        PlainMath.layerNorm(
            PlainMath.matrix(x.toFloatArray(), 7),
            norm.vector("n.weight"),
            norm.vector("n.bias"),
            epsilon);
    assertThat(norm.block().apply(x).toFloatArray())
        .containsExactly(PlainMath.flat(expected), within(ROUNDING));
  }

  @Test
  void theDefaultEpsilonIsPyTorchs() {
    NDArray x = Blocks.input(manager, "x", 2, 7).mul(1e-2f);
    float[] byDefault =
        Blocks.filled(manager, new LayerNorm("n", 7)).block().apply(x).toFloatArray();
    LayerNorm same = Blocks.filled(manager, new LayerNorm("n", 7, 1e-5f)).block();
    LayerNorm other = Blocks.filled(manager, new LayerNorm("n", 7, 1e-6f)).block();
    assertThat(byDefault).isEqualTo(same.apply(x).toFloatArray());
    assertThat(byDefault).isNotEqualTo(other.apply(x).toFloatArray());
  }

  @Test
  void aConstantRowBecomesBeta() {
    Blocks<LayerNorm> norm = Blocks.filled(manager, new LayerNorm("n", 6));
    NDArray y = norm.block().apply(manager.ones(new Shape(1, 6)).mul(9));
    assertThat(y.toFloatArray()).containsExactly(norm.vector("n.bias"), within(ROUNDING));
  }

  @Test
  void rowsDoNotDependOnEachOther() {
    LayerNorm norm = Blocks.filled(manager, new LayerNorm("n", 6)).block();
    NDArray x = Blocks.input(manager, "x", 2, 3, 6);
    NDArray alone = norm.apply(x.get("1, 2").reshape(1, 6));
    assertThat(norm.apply(x).get("1, 2").toFloatArray())
        .containsExactly(alone.toFloatArray(), within(ROUNDING));
    assertThat(norm.getOutputShapes(new Shape[] {x.getShape()})).containsExactly(x.getShape());
  }
}
