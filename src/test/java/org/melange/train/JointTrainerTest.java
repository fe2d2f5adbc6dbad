package org.melange.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.nn.Parameter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.clip.ClipModel;
import org.melange.mmoe.Gate;
import org.melange.run.JobException;
import org.melange.testing.Float32;
import org.melange.train.data.ClipInput;
import org.melange.train.data.Examples;
import org.melange.train.data.MentionPair;

class JointTrainerTest {

  private static final double RATE = 3e-3;

  @TempDir Path directory;

  @Test
  void lossFallsByHalfAndClipMovesAlong() {
    try (TinyModel model = TinyModel.of(Gate.TOKEN, ClipPairs.TEXT_WIDTH, ClipPairs.IMAGE, 3);
        ClipModel clip = ClipPairs.model(1)) {
      Map<String, float[]> before = weights(clip);
      List<EpochReport> history =
          new JointTrainer(model.matcher(), model.projection(), clip, RATE)
              .train(
                  new ClipPairs(16, 5).asMentions(), Runs.of(Runs.options(15, 8, RATE), directory))
              .history();
      double last = history.get(history.size() - 1).loss().total();
      assertThat(last).isLessThan(history.get(0).loss().total() / 2);
      weights(clip).forEach((name, now) -> assertThat(now).as(name).isNotEqualTo(before.get(name)));
    }
  }

  @Test
  void frozenAndComputedFeaturesGiveTheSameLoss() {
    Examples<MentionPair<ClipInput>> examples = new ClipPairs(8, 5).asMentions();
    try (TinyModel model = TinyModel.of(Gate.PUBLISHED, ClipPairs.TEXT_WIDTH, ClipPairs.IMAGE, 3);
        ClipModel clip = ClipPairs.model(1)) {
      TrainingOptions options = Runs.options(1, 8, 1e-9);
      TrainingResult computed =
          new JointTrainer(model.matcher(), model.projection(), clip, 1e-9)
              .train(examples, Runs.of(options, directory.resolve("computed")));
      TrainingResult frozen =
          model
              .trainer()
              .train(
                  new FrozenExamples(examples, clip),
                  Runs.of(options, directory.resolve("frozen")));
      assertThat(frozen.history().get(0).loss().total())
          .isCloseTo(
              computed.history().get(0).loss().total(),
              org.assertj.core.api.Assertions.within((double) Float32.ofSums(512, 8)));
    }
  }

  @Test
  void aRunIsNotGoneOnFromWithAnotherRateOfClip() {
    Examples<MentionPair<ClipInput>> examples = new ClipPairs(8, 5).asMentions();
    try (TinyModel model = TinyModel.of(Gate.PUBLISHED, ClipPairs.TEXT_WIDTH, ClipPairs.IMAGE, 3);
        ClipModel clip = ClipPairs.model(1)) {
      TrainingContext run = Runs.of(Runs.options(1, 8, RATE), directory);
      JointTrainer slow = new JointTrainer(model.matcher(), model.projection(), clip, 1e-4);
      TrainingResult first = slow.train(examples, run);
      assertThat(slow.train(examples, run)).isEqualTo(first);
      JointTrainer fast = new JointTrainer(model.matcher(), model.projection(), clip, 2e-4);
      assertThatThrownBy(() -> fast.train(examples, run))
          .isInstanceOf(JobException.class)
          .hasMessageContaining("other_rates=[1.0E-4]")
          .hasMessageContaining("other_rates=[2.0E-4]");
    }
  }

  @Test
  void aRunThatIsKilledAfterAnyEpochComesToTheSameLosses() {
    List<EpochReport> whole = history(5, directory.resolve("whole"), 0);
    assertThat(whole).hasSize(4);
    for (int epoch = 1; epoch < 4; epoch++) {
      Path killed = directory.resolve("killed-" + epoch);
      int last = epoch;
      assertThatThrownBy(() -> history(5, killed, last)).isInstanceOf(Runs.Killed.class);
      // another start: all that counts is in the checkpoint
      MatcherTrainerTest.requireSame(history(6, killed, 0), whole);
    }
  }

  /** A training as published, but small: both towers and the matcher with the published gate. */
  private static List<EpochReport> history(int start, Path directory, int killedAfter) {
    try (TinyModel model =
            TinyModel.of(Gate.PUBLISHED, ClipPairs.TEXT_WIDTH, ClipPairs.IMAGE, start);
        ClipModel clip = ClipPairs.model(start)) {
      TrainingContext run = Runs.of(Runs.options(4, 8, RATE), directory);
      return new JointTrainer(model.matcher(), model.projection(), clip, RATE / 10)
          .train(
              new ClipPairs(21, 5).asMentions(),
              killedAfter == 0 ? run : Runs.killedAfter(killedAfter, run))
          .history();
    }
  }

  private static Map<String, float[]> weights(ClipModel clip) {
    Map<String, float[]> weights = new LinkedHashMap<>();
    for (Map.Entry<String, Parameter> entry : clip.parameters().entrySet()) {
      // a key's bias shifts all scores of a row alike, which their softmax does not see
      if (!entry.getKey().endsWith("k_proj.bias")) {
        weights.put(entry.getKey(), entry.getValue().getArray().toFloatArray());
      }
    }
    return weights;
  }
}
