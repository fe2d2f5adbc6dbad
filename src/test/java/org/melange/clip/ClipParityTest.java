package org.melange.clip;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Features as OpenAI's CLIP in PyTorch computes them. */
class ClipParityTest {

  @Test
  void aTinyModelComputesWhatPyTorchDoes() {
    verify(GoldenClip.named("tiny"), 1e-4);
  }

  @Test
  @Tag("slow") // 151 million parameters are generated first
  void theTrueShapeComputesWhatPyTorchDoes() {
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
    Instant start = Instant.now();
    try (ClipModel model = golden.model();
        NDManager manager = NDManager.newBaseManager("PyTorch")) {
      Instant created = Instant.now();
      TextFeatures text = model.text(manager, golden.ids());
      ImageFeatures image = model.image(manager, golden.pixels(manager));
      double[] differences = {
        golden.embedsDifference("text_embeds", text.embeds()),
        golden.slicesDifference("text_last_hidden_state_slices", text.tokens()),
        golden.embedsDifference("image_embeds", image.embeds()),
        golden.slicesDifference("image_last_hidden_state_slices", image.tokens())
      };
      System.out.printf(
          "differences: text %.1e, its tokens %.1e, image %.1e, its tokens %.1e;"
              + " created in %d ms, ran in %d ms%n",
          differences[0],
          differences[1],
          differences[2],
          differences[3],
          Duration.between(start, created).toMillis(),
          Duration.between(created, Instant.now()).toMillis());
      assertThat(differences).doesNotContain(Double.NaN);
      assertThat(Arrays.stream(differences).boxed())
          .allMatch(difference -> difference <= tolerance);
    }
  }
}
