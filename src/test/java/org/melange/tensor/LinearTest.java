package org.melange.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.melange.testing.Blocks;
import org.melange.testing.Float32;
import org.melange.testing.PlainMath;

class LinearTest {

  private static final float ROUNDING = Float32.ofSums(6, 8);

  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void itIsAProductAndASum() {
    Blocks<Linear> linear = Blocks.filled(manager, Linear.of("a.b", 5, 3));
    NDArray x = Blocks.input(manager, "x", 4, 5);
    double[][] expected = linear.linear("a.b", PlainMath.matrix(x.toFloatArray(), 5));
    NDArray y = linear.block().apply(x);
    assertThat(y.getShape()).isEqualTo(new Shape(4, 3));
    assertThat(y.toFloatArray()).containsExactly(PlainMath.flat(expected), within(ROUNDING));
  }

  @Test
  void withoutABiasItIsAProduct() {
    Blocks<Linear> linear = Blocks.filled(manager, Linear.autocastWithoutBias("p", 5, 2));
    assertThat(linear.weights()).containsOnlyKeys("p.weight");
    NDArray x = Blocks.input(manager, "x", 3, 5);
    double[][] expected =
        PlainMath.linear(PlainMath.matrix(x.toFloatArray(), 5), linear.matrix("p.weight", 5));
    assertThat(linear.block().apply(x).toFloatArray())
        .containsExactly(PlainMath.flat(expected), within(ROUNDING));
  }

  @Test
  void axesBeforeTheLastAreKept() {
    Linear linear = Blocks.filled(manager, Linear.of("l", 5, 3)).block();
    NDArray x = Blocks.input(manager, "x", 2, 4, 5);
    NDArray flat = linear.apply(x.reshape(8, 5));
    assertThat(linear.apply(x).getShape()).isEqualTo(new Shape(2, 4, 3));
    assertThat(linear.apply(x).toFloatArray())
        .containsExactly(flat.toFloatArray(), within(ROUNDING));
    assertThat(linear.getOutputShapes(new Shape[] {x.getShape()})[0]).isEqualTo(new Shape(2, 4, 3));
  }

  @Test
  void onlyAutocastLayersRoundToHalfPrecision() {
    NDArray x = Blocks.input(manager, "x", 4, 5);
    Linear exact = Blocks.filled(manager, Linear.of("l", 5, 3)).block();
    Linear rounded = Blocks.filled(manager, Linear.autocast("l", 5, 3)).block();
    float[] full = exact.apply(x).toFloatArray();
    assertThat(rounded.apply(x).toFloatArray()).isEqualTo(full);
    assertThat(Autocast.half(() -> exact.apply(x)).toFloatArray()).isEqualTo(full);
    float[] half = Autocast.half(() -> rounded.apply(x)).toFloatArray();
    assertThat(half).isNotEqualTo(full).containsExactly(full, within(0.05f));
  }

  @Test
  void theResultBelongsToTheManagerOfTheData() {
    Linear linear = Blocks.filled(manager, Linear.autocast("l", 5, 3)).block();
    try (NDManager batch = NDManager.newBaseManager()) {
      NDArray x = Blocks.input(batch, "x", 4, 5);
      assertThat(linear.apply(x).getManager()).isSameAs(batch);
    }
    assertThat(manager.getManagedArrays()).hasSize(2);
  }

  @Test
  void asABlockItIsTheSameFunction() {
    Linear linear = Blocks.filled(manager, Linear.of("l", 5, 3)).block();
    NDArray x = Blocks.input(manager, "x", 4, 5);
    NDList y = linear.forward(new ParameterStore(manager, false), new NDList(x), false);
    assertThat(y.singletonOrThrow().toFloatArray()).isEqualTo(linear.apply(x).toFloatArray());
  }

  @Test
  void parametersHaveTheirFullNamesAndAreFrozen() {
    Linear linear = Linear.of("encoder.layers.3.mlp.fc1", 5, 3);
    assertThat(linear.getParameters().values())
        .extracting(Parameter::getName)
        .containsExactly("encoder.layers.3.mlp.fc1.weight", "encoder.layers.3.mlp.fc1.bias");
    assertThat(linear.getParameters().values()).noneMatch(Parameter::requiresGradient);
  }
}
