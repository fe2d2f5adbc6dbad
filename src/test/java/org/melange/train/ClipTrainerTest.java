package org.melange.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.nn.Parameter;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.clip.ClipModel;

class ClipTrainerTest {

  @TempDir Path directory;

  @Test
  void captionsFindTheirImages() {
    try (ClipModel clip = ClipPairs.model(1)) {
      float before = clip.logitScale().getArray().getFloat();
      List<EpochReport> history =
          new ClipTrainer(clip)
              .train(new ClipPairs(16, 5), Runs.of(Runs.options(60, 16, 5e-3), directory))
              .history();
      double last = history.get(history.size() - 1).loss().total();
      assertThat(last).isLessThan(history.get(0).loss().total() / 2);
      assertThat(history.get(0).loss().parts()).containsOnlyKeys("text_to_image", "image_to_text");
      assertThat(clip.logitScale().getArray().getFloat()).isNotEqualTo(before);
    }
  }

  @Test
  void aKilledRunGoesOnAsIfNothingHadHappened() {
    ClipPairs pairs = new ClipPairs(12, 5);
    TrainingOptions options = Runs.options(4, 8, 1e-2);
    try (ClipModel whole = ClipPairs.model(1);
        ClipModel killed = ClipPairs.model(1);
        ClipModel fresh = ClipPairs.model(2)) {
      TrainingResult expected =
          new ClipTrainer(whole).train(pairs, Runs.of(options, directory.resolve("whole")));
      TrainingContext run = Runs.of(options, directory.resolve("killed"));
      assertThatThrownBy(() -> new ClipTrainer(killed).train(pairs, Runs.killedAfter(2, run)))
          .isInstanceOf(Runs.Killed.class);
      TrainingResult resumed = new ClipTrainer(fresh).train(pairs, run);
      for (int epoch = 0; epoch < 4; epoch++) {
        assertThat(resumed.history().get(epoch).loss().total())
            .isCloseTo(expected.history().get(epoch).loss().total(), within(1e-6));
      }
      assertThat(fresh.logitScale().getArray().getFloat())
          .isCloseTo(whole.logitScale().getArray().getFloat(), within(1e-6f));
    }
  }

  @Test
  void theTemperatureDoesNotPassAHundred() {
    try (ClipModel clip = ClipPairs.model(1)) {
      clip.logitScale().getArray().set(FloatBuffer.wrap(new float[] {9}));
      new ClipTrainer(clip)
          .train(new ClipPairs(4, 5), Runs.of(Runs.options(1, 4, 1e-3), directory));
      assertThat(clip.logitScale().getArray().getFloat())
          .isCloseTo((float) Math.log(100), within(1e-5f));
    }
  }

  @Test
  void gradientsAreSlopesOfTheLoss() {
    try (ClipModel clip = ClipPairs.model(1)) {
      ClipObjective objective =
          new ClipObjective(List.of(), new ClipPairs(6, 5), BatchEncoder.computedBy(clip), clip);
      Map<String, Parameter> parameters = new LinkedHashMap<>(ParameterNames.of(clip));
      parameters.putAll(ClipObjective.temperature(clip));
      GradientCheck.require(
          parameters, scope -> objective.loss(scope, new int[] {0, 1, 2, 3, 4, 5}), 0.05);
    }
  }
}
