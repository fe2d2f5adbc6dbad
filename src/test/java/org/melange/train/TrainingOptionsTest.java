package org.melange.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.melange.config.Precision;
import org.melange.train.optimizer.LearningRateSchedule;

/** What no training can be done with, and what makes one training another. */
class TrainingOptionsTest {

  private static final Precision FULL = Precision.FLOAT32;

  /** The options of the released code for WikiDiverse and RichpediaMEL. */
  private static final TrainingOptions RELEASED =
      new TrainingOptions(
          20,
          32,
          1e-5,
          1e-4,
          1e-4,
          Double.POSITIVE_INFINITY,
          2,
          3,
          43,
          LearningRateSchedule.CONSTANT,
          FULL);

  private static final LearningRateSchedule LINEAR =
      new LearningRateSchedule(LearningRateSchedule.Shape.LINEAR, 0.1);

  @ParameterizedTest
  @CsvSource({
    "epochs,         0, 8, 1,    0,  1,   1,   1, 1",
    "batchSize,      1, 0, 1,    0,  1,   1,   1, 1",
    "learningRate,   1, 8, 0,    0,  1,   1,   1, 1",
    "learningRate,   1, 8, NaN,  0,  1,   1,   1, 1",
    "learningRate,   1, 8, Infinity, 0, 1, 1,  1, 1",
    "weightDecay,    1, 8, 1,   -1,  1,   1,   1, 1",
    "weightDecay,    1, 8, 1,   NaN, 1,   1,   1, 1",
    "weightDecay,    1, 8, 1, Infinity, 1, 1,  1, 1",
    "epsilon,        1, 8, 1,    0,  0,   1,   1, 1",
    "epsilon,        1, 8, 1,    0, Infinity, 1, 1, 1",
    "maxGradientNorm,1, 8, 1,    0,  1,   0,   1, 1",
    "maxGradientNorm,1, 8, 1,    0,  1,   NaN, 1, 1",
    "validateEvery,  1, 8, 1,    0,  1,   1,   0, 1",
    "patience,       1, 8, 1,    0,  1,   1,   1, 0"
  })
  void invalidOptionsAreNamed(
      String name,
      int epochs,
      int batchSize,
      double rate,
      double decay,
      double epsilon,
      double longest,
      int every,
      int patience) {
    assertThatThrownBy(
            () ->
                new TrainingOptions(
                    epochs,
                    batchSize,
                    rate,
                    decay,
                    epsilon,
                    longest,
                    every,
                    patience,
                    1,
                    LearningRateSchedule.CONSTANT,
                    FULL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("training option " + name + " cannot be ");
  }

  @Test
  void theSmallestOptionsAreValid() {
    TrainingOptions least =
        new TrainingOptions(
            1, 1, Double.MIN_VALUE, 0, Double.MIN_VALUE, Double.MIN_VALUE, 1, 1, 0, LINEAR, FULL);
    assertThat(least.factor(0, 1)).isPositive();
  }

  /** Trainings whose weights after an epoch differ from those of the released one. */
  static Stream<TrainingOptions> others() {
    double inf = Double.POSITIVE_INFINITY;
    LearningRateSchedule c = LearningRateSchedule.CONSTANT;
    return Stream.of(
        new TrainingOptions(20, 31, 1e-5, 1e-4, 1e-4, inf, 2, 3, 43, c, FULL),
        new TrainingOptions(20, 32, 2e-5, 1e-4, 1e-4, inf, 2, 3, 43, c, FULL),
        new TrainingOptions(20, 32, 1e-5, 2e-4, 1e-4, inf, 2, 3, 43, c, FULL),
        new TrainingOptions(20, 32, 1e-5, 1e-4, 2e-4, inf, 2, 3, 43, c, FULL),
        new TrainingOptions(20, 32, 1e-5, 1e-4, 1e-4, 100, 2, 3, 43, c, FULL),
        new TrainingOptions(20, 32, 1e-5, 1e-4, 1e-4, inf, 2, 3, 44, c, FULL),
        new TrainingOptions(20, 32, 1e-5, 1e-4, 1e-4, inf, 2, 3, 43, LINEAR, FULL),
        new TrainingOptions(20, 32, 1e-5, 1e-4, 1e-4, inf, 2, 3, 43, c, Precision.FLOAT16));
  }

  @ParameterizedTest
  @MethodSource("others")
  void optionsThatChangeWeightsAreInTheFingerprint(TrainingOptions other) {
    assertThat(other.fingerprint(100)).isNotEqualTo(RELEASED.fingerprint(100));
    assertThat(other.fingerprint(101)).isNotEqualTo(other.fingerprint(100));
  }

  @Test
  void epochsAreNotUnlessTheRateDependsOnThem() {
    double inf = Double.POSITIVE_INFINITY;
    TrainingOptions longer =
        new TrainingOptions(
            40, 32, 1e-5, 1e-4, 1e-4, inf, 1, 9, 43, LearningRateSchedule.CONSTANT, FULL);
    assertThat(longer.fingerprint(100)).isEqualTo(RELEASED.fingerprint(100));
    TrainingOptions falling =
        new TrainingOptions(20, 32, 1e-5, 1e-4, 1e-4, inf, 2, 3, 43, LINEAR, FULL);
    TrainingOptions slower =
        new TrainingOptions(40, 32, 1e-5, 1e-4, 1e-4, inf, 2, 3, 43, LINEAR, FULL);
    assertThat(slower.fingerprint(100)).isNotEqualTo(falling.fingerprint(100));
    TrainingOptions warm =
        new TrainingOptions(
            20,
            32,
            1e-5,
            1e-4,
            1e-4,
            inf,
            2,
            3,
            43,
            new LearningRateSchedule(LearningRateSchedule.Shape.LINEAR, 0.2),
            FULL);
    assertThat(warm.fingerprint(100)).isNotEqualTo(falling.fingerprint(100));
  }

  @Test
  void theScheduleCountsEachEpochsLastSmallBatch() {
    LearningRateSchedule linear = new LearningRateSchedule(LearningRateSchedule.Shape.LINEAR, 0);
    TrainingOptions options = Runs.options(3, 8, 1, linear);
    // 17 examples: 3 steps an epoch, 9 in all
    assertThat(options.factor(0, 17)).isEqualTo(1);
    assertThat(options.factor(3, 17)).isCloseTo(6 / 9.0, within(1e-12));
    assertThat(options.factor(8, 17)).isCloseTo(1 / 9.0, within(1e-12));
    assertThat(options.factor(5, 16)).isCloseTo(1 / 6.0, within(1e-12));
    assertThat(Runs.options(Integer.MAX_VALUE, 1, 1, linear).factor(0, 1_000_000)).isEqualTo(1);
    assertThat(Runs.options(Integer.MAX_VALUE, 1, 1, linear).factor(1, 1_000_000)).isLessThan(1);
  }
}
