package org.melange.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AutocastTest {

  /** Both factors of 16 products of at most one, and their sum, rounded by 2^-11. */
  private static final double ROUNDING = 3 * 16 / 2048.0;

  private final NDManager model = NDManager.newBaseManager();
  private final NDArray weight = model.randomUniform(-1, 1, new Shape(5, 16));
  private final NDArray bias = model.randomUniform(-1, 1, new Shape(5));

  @AfterEach
  void free() {
    model.close();
  }

  @Test
  void productsAndGradientsAreThoseOfSinglePrecisionButForRounding() {
    NDArray x = model.randomUniform(-1, 1, new Shape(2, 3, 16));
    float[][] exact = valueAndGradients(x, false);
    float[][] half = valueAndGradients(x, true);
    for (int i = 0; i < exact.length; i++) {
      assertThat(half[i]).containsExactly(exact[i], within((float) ROUNDING));
      assertThat(half[i]).as("computed in float16").isNotEqualTo(exact[i]);
    }
  }

  @Test
  void theModelsManagerIsLeftAlone() {
    int before = model.getManagedArrays().size();
    try (NDManager batch = NDManager.newBaseManager()) {
      NDArray x = batch.ones(new Shape(2, 16));
      NDArray product = Autocast.half(() -> Autocast.linear(x, weight, bias));
      assertThat(product.getManager()).isSameAs(batch);
      assertThat(product.getDataType()).isEqualTo(DataType.FLOAT32);
      assertThat(model.getManagedArrays()).hasSize(before);
    }
  }

  /** The product, and the gradients of its square's mean that x and the weight get. */
  private float[][] valueAndGradients(NDArray input, boolean half) {
    NDArray x = input.duplicate();
    NDArray w = weight.duplicate();
    x.setRequiresGradient(true);
    w.setRequiresGradient(true);
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDArray product =
          half ? Autocast.half(() -> Autocast.linear(x, w, bias)) : Autocast.linear(x, w, bias);
      collector.backward(product.square().mean());
      return new float[][] {
        product.toFloatArray(), x.getGradient().toFloatArray(), w.getGradient().toFloatArray()
      };
    }
  }
}
