package org.melange.clip;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Features as OpenAI's CLIP in PyTorch computes them. */
class ClipParityTest {

  @Test
  void aTinyModelComputesWhatPyTorchDoes() {
    // Two layers, 2 · 256 products a value: 6e-5 of values up to 1 and, being random, far less.
    verify(GoldenClip.named("tiny"), 1e-4);
  }

  @Test
  @Tag("slow") // 151 million parameters are generated first
  void theTrueShapeComputesWhatPyTorchDoes() {
    // Twelve layers of sums of 768 and 3,072 products: errors of random sign, sqrt(12 · 4,608) u of
    // states up to 30.
    verify(GoldenClip.named("vit-b-32"), 1e-3);
  }

  @Test
  void parametersAreThoseOfHuggingFace() {
    GoldenClip golden = GoldenClip.named("tiny");
    try (ClipModel model = golden.model()) {
      assertThat(model.parameters().keySet())
          .containsExactlyInAnyOrderElementsOf(golden.parameterNames());
    }
  }

  private static void verify(GoldenClip golden, double tolerance) {
    try (ClipModel model = golden.model();
        NDManager manager = NDManager.newBaseManager("PyTorch")) {
      TextFeatures text = model.text(manager, golden.ids());
      ImageFeatures image = model.image(manager, golden.pixels(manager));
      verify("text", golden.embedsDifference("text_embeds", text.embeds()), tolerance);
      verify(
          "text tokens",
          golden.slicesDifference("text_last_hidden_state_slices", text.tokens()),
          tolerance);
      verify("image", golden.embedsDifference("image_embeds", image.embeds()), tolerance);
      verify(
          "image tokens",
          golden.slicesDifference("image_last_hidden_state_slices", image.tokens()),
          tolerance);
    }
  }

  private static void verify(String what, double difference, double tolerance) {
    assertThat(difference).as("largest difference of %s", what).isLessThanOrEqualTo(tolerance);
  }
}
