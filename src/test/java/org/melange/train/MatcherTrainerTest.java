package org.melange.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.melange.config.Precision;
import org.melange.mmoe.Gate;
import org.melange.run.JobException;
import org.melange.train.optimizer.LearningRateSchedule;

class MatcherTrainerTest {

  private static final TrainingOptions SHORT = Runs.options(4, 8, 1e-3);

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(Gate.class)
  void lossFallsByHalfAndTheRightEntitiesRise(Gate gate) {
    PlantedExamples examples = new PlantedExamples(24, 1.5, 1);
    try (TinyModel model = TinyModel.of(gate, 3)) {
      Validator validator = examples.validator(model);
      double before = validator.mrr();
      TrainingOptions options = Runs.options(30, 8, 1e-2);
      TrainingResult result =
          model.trainer().train(examples, Runs.of(options, directory, validator));
      List<EpochReport> history = result.history();
      double last = history.get(history.size() - 1).loss().total();
      assertThat(last).isLessThan(history.get(0).loss().total() / 2);
      assertThat(validator.mrr()).isGreaterThan(1.3 * before);
      assertThat(validator.mrr())
          .isCloseTo(history.get(result.bestEpoch() - 1).mrr().getAsDouble(), within(1e-6));
    }
  }

  @Test
  void theSameSeedGivesTheSameLosses() {
    List<Double> first = losses(SHORT, "first");
    assertThat(losses(SHORT, "second")).isEqualTo(first);
    TrainingOptions other =
        new TrainingOptions(
            4,
            8,
            1e-3,
            1e-4,
            1e-4,
            Double.POSITIVE_INFINITY,
            2,
            3,
            44,
            LearningRateSchedule.CONSTANT,
            Precision.FLOAT32);
    assertThat(losses(other, "third")).isNotEqualTo(first);
  }

  @ParameterizedTest
  @EnumSource(Gate.class)
  void aKilledRunGoesOnAsIfNothingHadHappened(Gate gate) {
    PlantedExamples examples = new PlantedExamples(21, 0.5, 1);
    try (TinyModel whole = TinyModel.of(gate, 3);
        TinyModel killed = TinyModel.of(gate, 3);
        TinyModel fresh = TinyModel.of(gate, 77)) {
      Path a = directory.resolve("whole");
      Path b = directory.resolve("killed");
      TrainingResult expected =
          whole.trainer().train(examples, Runs.of(SHORT, a, examples.validator(whole)));
      TrainingContext run = Runs.of(SHORT, b, examples.validator(killed));
      assertThatThrownBy(() -> killed.trainer().train(examples, Runs.killedAfter(2, run)))
          .isInstanceOf(Runs.Killed.class);
      TrainingResult resumed =
          fresh.trainer().train(examples, Runs.of(SHORT, b, examples.validator(fresh)));
      requireSame(resumed.history(), expected.history());
      assertThat(resumed.bestEpoch()).isEqualTo(expected.bestEpoch());
      assertThat(fresh.someWeights()).containsExactly(whole.someWeights(), within(1e-6f));
    }
  }

  @Test
  void aFallingRateGoesOnWhereAKilledRunLeftIt() {
    TrainingOptions cosine =
        Runs.options(4, 8, 1e-3, new LearningRateSchedule(LearningRateSchedule.Shape.COSINE, 0.25));
    List<Double> whole = losses(cosine, "falling");
    assertThat(whole).isNotEqualTo(losses(SHORT, "constant"));
    PlantedExamples examples = new PlantedExamples(21, 0.5, 1);
    try (TinyModel killed = TinyModel.of(Gate.PUBLISHED, 3);
        TinyModel fresh = TinyModel.of(Gate.PUBLISHED, 77);
        TinyModel undisturbed = TinyModel.of(Gate.PUBLISHED, 3)) {
      Path here = directory.resolve("killed-falling");
      TrainingContext run = Runs.of(cosine, here);
      assertThatThrownBy(() -> killed.trainer().train(examples, Runs.killedAfter(2, run)))
          .isInstanceOf(Runs.Killed.class);
      TrainingResult resumed = fresh.trainer().train(examples, run);
      TrainingContext through = Runs.of(cosine, directory.resolve("through"));
      requireSame(resumed.history(), undisturbed.trainer().train(examples, through).history());
    }
  }

  @Test
  void aFallingRateDependsOnTheNumberOfEpochs() {
    LearningRateSchedule linear = new LearningRateSchedule(LearningRateSchedule.Shape.LINEAR, 0);
    losses(Runs.options(4, 8, 1e-3, linear), "linear");
    assertThatThrownBy(() -> losses(Runs.options(9, 8, 1e-3, linear), "linear"))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("epochs=9");
  }

  @Test
  void aFinishedRunIsNotRunAgain() {
    List<Double> losses = losses(SHORT, "once");
    assertThat(losses(SHORT, "once")).isEqualTo(losses);
  }

  @Test
  void aDirectoryOfAnotherTrainingIsRefused() {
    losses(SHORT, "here");
    assertThatThrownBy(() -> losses(Runs.options(4, 8, 2e-3), "here"))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("learning_rate=0.001")
        .hasMessageContaining("learning_rate=0.002");
  }

  @Test
  void patienceEndsTheRunAndTheBestEpochIsKept() {
    PlantedExamples examples = new PlantedExamples(16, 0.5, 1);
    List<float[]> weights = new ArrayList<>();
    try (TinyModel model = TinyModel.of(Gate.PUBLISHED, 3)) {
      double[] measured = {0.1, 0.4, 0.4, 0.2, 0.3, 0.9};
      Validator validator =
          () -> {
            weights.add(model.someWeights());
            return measured[weights.size() - 1];
          };
      TrainingResult result =
          model.trainer().train(examples, Runs.of(Runs.options(40, 8, 1e-3), directory, validator));
      assertThat(result.history()).hasSize(10); // the 5th validation is the 3rd without a new best
      assertThat(result.bestEpoch()).isEqualTo(4);
      assertThat(model.someWeights()).containsExactly(weights.get(1));
    }
  }

  @Test
  void allEpochsRunIfPatienceEndsWithTheLast() {
    PlantedExamples examples = new PlantedExamples(8, 0.5, 1);
    try (TinyModel model = TinyModel.of(Gate.PUBLISHED, 3)) {
      double[] measured = {0.5, 0.4, 0.3, 0.2};
      List<Double> validations = new ArrayList<>();
      Validator validator =
          () -> {
            validations.add(0.0);
            return measured[validations.size() - 1];
          };
      TrainingResult result =
          model.trainer().train(examples, Runs.of(Runs.options(8, 8, 1e-3), directory, validator));
      assertThat(result.history()).hasSize(8);
      assertThat(result.bestEpoch()).isEqualTo(2);
    }
  }

  @Test
  void theLastEpochIsValidatedWhetherOrNotItIsDue() {
    PlantedExamples examples = new PlantedExamples(8, 0.5, 1);
    try (TinyModel model = TinyModel.of(Gate.PUBLISHED, 3)) {
      TrainingResult result =
          model.trainer().train(examples, Runs.of(Runs.options(3, 8, 1e-3), directory, () -> 0.5));
      assertThat(result.history())
          .extracting(report -> report.mrr().isPresent())
          .containsExactly(false, true, true);
      assertThat(result.bestEpoch()).isEqualTo(2); // an equal one is no better
    }
  }

  @Test
  void withoutAValidatorTheLastEpochsWeightsStay() {
    PlantedExamples examples = new PlantedExamples(8, 0.5, 1);
    try (TinyModel model = TinyModel.of(Gate.PUBLISHED, 3)) {
      List<float[]> weights = new ArrayList<>();
      TrainingContext run =
          new TrainingContext(
              SHORT, directory, Optional.empty(), report -> weights.add(model.someWeights()));
      TrainingResult result = model.trainer().train(examples, run);
      assertThat(result.bestEpoch()).isEqualTo(4);
      assertThat(model.someWeights()).containsExactly(weights.get(3));
    }
  }

  @Test
  void listenersHearOfEachStep() {
    List<StepReport> steps = new ArrayList<>();
    EpochListener listener =
        new EpochListener() {
          @Override
          public void epoch(EpochReport report) {
            assertThat(steps.get(steps.size() - 1).loss()).isEqualTo(report.loss().total());
          }

          @Override
          public void step(StepReport report) {
            steps.add(report);
          }
        };
    try (TinyModel model = TinyModel.of(Gate.PUBLISHED, 3)) {
      TrainingOptions options = Runs.options(2, 8, 1e-3);
      model
          .trainer()
          .train(
              new PlantedExamples(21, 0.5, 1),
              new TrainingContext(options, directory, Optional.empty(), listener));
    }
    assertThat(steps).extracting(StepReport::epoch).containsExactly(1, 1, 1, 2, 2, 2);
    assertThat(steps).extracting(StepReport::done).containsExactly(8, 16, 21, 8, 16, 21);
    assertThat(steps).allMatch(step -> step.epochs() == 2 && step.examples() == 21);
  }

  @Test
  void aLossThatIsNotFiniteStopsTheTrainingAndNamesItsExamples() throws IOException {
    PlantedExamples examples = new PlantedExamples(16, 0.5, 1).spoilt(11);
    try (TinyModel model = TinyModel.of(Gate.PUBLISHED, 3)) {
      assertThatThrownBy(() -> model.trainer().train(examples, Runs.of(SHORT, directory)))
          .isInstanceOf(JobException.class)
          .hasMessageContaining("epoch 1, batch")
          .hasMessageContaining("diverged-batch.txt");
      List<String> lines = Files.readAllLines(directory.resolve("diverged-batch.txt"));
      assertThat(lines).hasSize(9).contains("mention-11");
      assertThat(lines.get(0)).startsWith("# epoch 1, batch").contains("NaN");
      for (float weight : model.someWeights()) {
        assertThat(weight).isFinite();
      }
    }
  }

  @Test
  void withoutExamplesThereIsNoTraining() {
    try (TinyModel model = TinyModel.of(Gate.TOKEN, 3)) {
      PlantedExamples none = new PlantedExamples(0, 0, 1);
      assertThatThrownBy(() -> model.trainer().train(none, Runs.of(SHORT, directory)))
          .isInstanceOf(JobException.class)
          .hasMessageContaining("no examples");
    }
  }

  @Test
  void listenersHearOfEachEpochAndFilesTellTheCurves() throws IOException {
    PlantedExamples examples = new PlantedExamples(10, 0.5, 1);
    List<EpochReport> heard = new ArrayList<>();
    try (TinyModel model = TinyModel.of(Gate.PUBLISHED, 3)) {
      TrainingContext run =
          new TrainingContext(SHORT, directory, Optional.of(examples.validator(model)), heard::add);
      TrainingResult result = model.trainer().train(examples, run);
      assertThat(heard).isEqualTo(result.history()).hasSize(4);
      assertThat(heard.get(3).secondsLeft()).isZero();
      assertThat(heard.get(0).secondsLeft()).isPositive();
      assertThat(heard.get(0).examplesPerSecond()).isPositive();
      assertThat(heard.get(0).mrr()).isEmpty();
      assertThat(heard.get(1).mrr()).isPresent();
    }
    assertThat(Files.readAllLines(directory.resolve(LossLog.CSV))).hasSize(5);
    assertThat(directory.resolve(LossLog.SVG)).isNotEmptyFile();
  }

  private List<Double> losses(TrainingOptions options, String name) {
    PlantedExamples examples = new PlantedExamples(21, 0.5, 1);
    try (TinyModel model = TinyModel.of(Gate.PUBLISHED, 3)) {
      return model
          .trainer()
          .train(examples, Runs.of(options, directory.resolve(name)))
          .history()
          .stream()
          .map(report -> report.loss().total())
          .toList();
    }
  }

  /** Requires the same losses and validations. */
  static void requireSame(List<EpochReport> found, List<EpochReport> expected) {
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.size(); i++) {
      LossValues loss = expected.get(i).loss();
      assertThat(found.get(i).loss().total()).isCloseTo(loss.total(), within(1e-6));
      found
          .get(i)
          .loss()
          .parts()
          .forEach((n, part) -> assertThat(part).isCloseTo(loss.parts().get(n), within(1e-6)));
      assertThat(found.get(i).mrr()).isEqualTo(expected.get(i).mrr());
    }
  }
}
