package org.melange.train.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.melange.config.TrainingSettings.LearningSchedule;
import org.melange.train.optimizer.LearningRateSchedule.Shape;

class LearningRateScheduleTest {

  @Test
  void aConstantRateIsLeftAsItIs() {
    for (int step = 0; step < 10; step++) {
      assertThat(LearningRateSchedule.CONSTANT.factor(step, 10)).isEqualTo(1);
    }
  }

  @Test
  void shapesDecreaseAsTheirNamesSay() {
    LearningRateSchedule linear = new LearningRateSchedule(Shape.LINEAR, 0);
    LearningRateSchedule cosine = new LearningRateSchedule(Shape.COSINE, 0);
    assertThat(linear.factor(0, 100)).isEqualTo(1);
    assertThat(linear.factor(25, 100)).isCloseTo(0.75, within(1e-12));
    assertThat(cosine.factor(25, 100)).isCloseTo((1 + Math.sqrt(0.5)) / 2, within(1e-12));
    assertThat(cosine.factor(50, 100)).isCloseTo(0.5, within(1e-12));
  }

  @ParameterizedTest
  @EnumSource(Shape.class)
  void everyFactorIsPositiveAndAtMostOne(Shape shape) {
    for (double warmup : new double[] {0, 0.1, 0.5, 0.9}) {
      for (int step = 0; step < 40; step++) {
        assertThat(new LearningRateSchedule(shape, warmup).factor(step, 40))
            .isPositive()
            .isLessThanOrEqualTo(1);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Shape.class)
  void aWarmUpIsLinearAndTheDecreaseBeginsAtItsEnd(Shape shape) {
    LearningRateSchedule schedule = new LearningRateSchedule(shape, 0.2);
    assertThat(schedule.factor(0, 50)).isCloseTo(0.1, within(1e-12));
    assertThat(schedule.factor(4, 50)).isCloseTo(0.5, within(1e-12));
    assertThat(schedule.factor(10, 50)).isEqualTo(1);
  }

  @Test
  void theDecreaseTakesTheStepsAfterTheWarmUp() {
    LearningRateSchedule linear = new LearningRateSchedule(Shape.LINEAR, 0.2);
    LearningRateSchedule cosine = new LearningRateSchedule(Shape.COSINE, 0.2);
    assertThat(linear.factor(30, 50)).isCloseTo(0.5, within(1e-12));
    assertThat(linear.factor(49, 50)).isCloseTo(1 / 40.0, within(1e-12));
    assertThat(cosine.factor(30, 50)).isCloseTo(0.5, within(1e-12));
    assertThat(cosine.factor(20, 50)).isCloseTo((1 + Math.sqrt(0.5)) / 2, within(1e-12));
  }

  @Test
  void aWarmUpMayEndWithinAStep() {
    LearningRateSchedule schedule = new LearningRateSchedule(Shape.LINEAR, 0.25);
    // it ends after two and a half of ten
    assertThat(schedule.factor(1, 10)).isCloseTo(0.8, within(1e-12));
    assertThat(schedule.factor(2, 10)).isEqualTo(1);
    assertThat(schedule.factor(3, 10)).isCloseTo(1 - 0.5 / 7.5, within(1e-12));
  }

  @Test
  void aRunBeyondItsPlanStandsStill() {
    assertThat(new LearningRateSchedule(Shape.LINEAR, 0).factor(12, 10)).isZero();
    assertThat(new LearningRateSchedule(Shape.COSINE, 0).factor(12, 10)).isZero();
    assertThat(new LearningRateSchedule(Shape.CONSTANT, 0.5).factor(12, 10)).isEqualTo(1);
  }

  @Test
  void anInvalidWarmUpIsRefused() {
    assertThatThrownBy(() -> new LearningRateSchedule(Shape.LINEAR, 1))
        .hasMessageContaining("warmup");
    assertThatThrownBy(() -> new LearningRateSchedule(Shape.LINEAR, -0.1))
        .hasMessageContaining("warmup");
    assertThatThrownBy(() -> new LearningRateSchedule(Shape.LINEAR, Double.NaN))
        .hasMessageContaining("warmup");
  }

  @ParameterizedTest
  @EnumSource(LearningSchedule.class)
  void everySettingIsAShape(LearningSchedule setting) {
    assertThat(Shape.valueOf(setting.name()).name()).isEqualTo(setting.name());
  }

  @ParameterizedTest
  @EnumSource(Shape.class)
  void theRateRisesOnceAndNeverRisesAgain(Shape shape) {
    Random random = new Random(43);
    for (int round = 0; round < 200; round++) {
      int steps = 1 + random.nextInt(300);
      LearningRateSchedule schedule = new LearningRateSchedule(shape, random.nextDouble());
      boolean falling = false;
      for (int step = 1; step < steps; step++) {
        double change = schedule.factor(step, steps) - schedule.factor(step - 1, steps);
        falling |= change < 0;
        assertThat(falling && change > 0).as("step %d of %d, %s", step, steps, schedule).isFalse();
      }
    }
  }

  /** The sum of all factors is what a training moves, whatever the number of its steps. */
  @ParameterizedTest
  @EnumSource(Shape.class)
  void theMeanFactorDoesNotDependOnTheNumberOfSteps(Shape shape) {
    for (double warmup : new double[] {0, 0.1, 0.5}) {
      LearningRateSchedule schedule = new LearningRateSchedule(shape, warmup);
      double share = shape == Shape.CONSTANT ? 1 : 0.5;
      double expected = warmup / 2 + (1 - warmup) * share;
      double sum = 0;
      for (int step = 0; step < 2000; step++) {
        sum += schedule.factor(step, 2000);
      }
      assertThat(sum / 2000).isCloseTo(expected, within(1e-3));
    }
  }

  @Test
  void theFallOfTheCosineIsSymmetric() {
    LearningRateSchedule cosine = new LearningRateSchedule(Shape.COSINE, 0);
    for (int step = 0; step <= 100; step++) {
      assertThat(cosine.factor(step, 100) + cosine.factor(100 - step, 100))
          .isCloseTo(1, within(1e-12));
    }
  }
}
