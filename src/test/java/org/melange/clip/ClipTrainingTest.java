package org.melange.clip;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import org.junit.jupiter.api.Test;

/** CLIP is trained along with what is built on it, so gradients must reach its first layers. */
class ClipTrainingTest {

  private static final GoldenClip GOLDEN = GoldenClip.named("tiny");

  @Test
  void gradientsReachEveryParameterOnceItIsThawed() {
    try (ClipModel model = GOLDEN.model();
        NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      model.parameters().values().forEach(parameter -> parameter.freeze(false));
      int resident = model.residentArrays();
      try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
        collector.backward(similarity(model, manager));
      }
      assertThat(model.residentArrays()).isEqualTo(resident);
      model.parameters().forEach(ClipTrainingTest::assertMoved);
    }
  }

  @Test
  void parametersAreFrozenAtFirst() {
    try (ClipModel model = GOLDEN.model()) {
      assertThat(model.parameters().values())
          .noneMatch(parameter -> parameter.getArray().hasGradient());
    }
  }

  /** How well text and image of a pair agree; gradients run through both towers. */
  private static NDArray similarity(ClipModel model, NDManager manager) {
    NDArray text = model.text(manager, GOLDEN.ids()).embeds();
    NDArray image = model.image(manager, GOLDEN.pixels(manager)).embeds();
    return text.mul(image).sum();
  }

  private static void assertMoved(String name, Parameter parameter) {
    try (NDArray gradient = parameter.getArray().getGradient()) {
      float largest = gradient.abs().max().getFloat();
      // A key's bias shifts all scores of a row alike, which their softmax does not see.
      if (!name.endsWith("k_proj.bias")) {
        assertThat(largest).as(name).isPositive().isFinite();
      }
    }
  }
}
