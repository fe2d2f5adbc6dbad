package org.melange.clip.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.melange.clip.Activation;
import org.melange.clip.ClipConfig;

/** Operations counted by hand for a small model. */
class FlopsTest {

  private static final ClipConfig.Transformer LAYERS =
      new ClipConfig.Transformer(4, 3, 2, 6, Activation.GELU, 1e-5f);
  private static final ClipConfig CONFIG =
      new ClipConfig(5, new ClipConfig.Text(LAYERS, 8, 10, 9), new ClipConfig.Vision(LAYERS, 6, 2));

  @Test
  void aTextIsItsLayersAndTheProjection() {
    double projections = 4 * 2 * 7 * 4 * 4;
    double feedForward = 2 * 2 * 7 * 4 * 6;
    double attention = 2 * 2 * 7 * 7 * 4;
    assertThat(Flops.ofText(CONFIG, 7))
        .isEqualTo(3 * (projections + feedForward + attention) + 2 * 4 * 5);
  }

  @Test
  void anImageHasItsPatchesInAddition() {
    double patches = 2 * 9 * (3 * 2 * 2) * 4;
    double projections = 4 * 2 * 10 * 4 * 4;
    double feedForward = 2 * 2 * 10 * 4 * 6;
    double attention = 2 * 2 * 10 * 10 * 4;
    assertThat(Flops.ofImage(CONFIG))
        .isEqualTo(patches + 3 * (projections + feedForward + attention) + 2 * 4 * 5);
  }

  /** OpenAI gives 4.4 billion multiplications and additions for an image through ViT-B/32. */
  @Test
  void anImageThroughVitB32IsNineBillion() {
    assertThat(Flops.ofImage(ClipConfig.vitB32()) / 2e9).isBetween(4.3, 4.5);
  }
}
