package org.melange.mmoe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.melange.testing.Blocks;
import org.melange.testing.GoldenTensors;
import org.melange.testing.PlainMath;

class ImageProjectionTest {

  private static final ImageProjection.Widths WIDTHS = new ImageProjection.Widths(5, 7, 3);

  private final NDManager manager = NDManager.newBaseManager();
  private final Weights weights = (name, shape) -> GoldenTensors.parameter("p.", name, shape);

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void bothMapsAreLinear() {
    try (ImageProjection projection = ImageProjection.create(WIDTHS, weights, Device.cpu())) {
      Map<String, float[]> values = projection.exportWeights();
      NDArray embeddings = Blocks.input(manager, "e", 2, 5);
      NDArray tokens = Blocks.input(manager, "t", 2, 4, 7);
      assertThat(projection.cls(embeddings).toFloatArray())
          .containsExactly(plain(values, "encoder.image_cls_fc", embeddings, 5), within(1e-5f));
      NDArray projected = projection.tokens(tokens);
      assertThat(projected.getShape()).isEqualTo(new Shape(2, 4, 3));
      assertThat(projected.toFloatArray())
          .containsExactly(plain(values, "encoder.image_tokens_fc", tokens, 7), within(1e-5f));
    }
  }

  @Test
  void otherTokensAreProjectedTheSameWay() {
    try (ImageProjection projection = ImageProjection.create(WIDTHS, weights, Device.cpu())) {
      NDArray tokens = Blocks.input(manager, "t", 2, 4, 7);
      assertThat(projection.tokens(tokens, 2).toFloatArray())
          .containsExactly(projection.tokens(tokens).toFloatArray(), within(1e-5f));
      assertThat(projection.widths()).isEqualTo(WIDTHS);
    }
  }

  @Test
  void parametersAreThoseOfTheReleasedStateDict() {
    Map<String, long[]> shapes = ImageProjection.parameterShapes(WIDTHS);
    assertThat(shapes.keySet())
        .containsExactly(
            "encoder.image_cls_fc.weight",
            "encoder.image_cls_fc.bias",
            "encoder.image_tokens_fc.weight",
            "encoder.image_tokens_fc.bias");
    assertThat(shapes.get("encoder.image_tokens_fc.weight")).containsExactly(3, 7);
  }

  @Test
  void missingWeightsAreNamed() {
    assertThatThrownBy(() -> ImageProjection.create(WIDTHS, Weights.of(Map.of()), Device.cpu()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("encoder.image_cls_fc.weight");
  }

  private static float[] plain(Map<String, float[]> values, String path, NDArray x, int width) {
    return PlainMath.flat(
        PlainMath.linear(
            PlainMath.matrix(x.toFloatArray(), width),
            PlainMath.matrix(values.get(path + ".weight"), width),
            values.get(path + ".bias")));
  }
}
