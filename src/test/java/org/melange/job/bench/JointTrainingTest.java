package org.melange.job.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.clip.Activation;
import org.melange.clip.ClipConfig;
import org.melange.config.Precision;
import org.melange.mmoe.Gate;
import org.melange.mmoe.MatcherConfig;

class JointTrainingTest {

  private static final ClipConfig CLIP =
      new ClipConfig(
          16,
          new ClipConfig.Text(
              new ClipConfig.Transformer(16, 1, 2, 32, Activation.QUICK_GELU, 1e-5f),
              8,
              1001,
              1000),
          new ClipConfig.Vision(
              new ClipConfig.Transformer(12, 1, 2, 24, Activation.QUICK_GELU, 1e-5f), 8, 4));

  @TempDir Path directory;

  @Test
  void chunksAreMeasuredOnTheSameTraining() {
    Map<String, Object> whole = measured(0);
    Map<String, Object> chunks = measured(2);
    assertThat((double) whole.get("examples_per_second")).isPositive();
    assertThat((long) whole.get("peak_training_mb")).isNotNegative();
    assertThat((double) chunks.get("loss")).isCloseTo((double) whole.get("loss"), within(1e-3));
  }

  private Map<String, Object> measured(int encodeBatch) {
    MatcherConfig config = new MatcherConfig(16, 8, 6, 3, 2, 2, Gate.PUBLISHED);
    return new JointTraining(CLIP, config, 6, encodeBatch, 2, Precision.FLOAT32)
        .run(Device.cpu(), directory.resolve("chunk-" + encodeBatch));
  }
}
