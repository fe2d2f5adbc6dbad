package org.melange.spark.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.melange.config.Settings;
import org.melange.train.TrainingOptions;

/** What {@code train.*} means for a training. */
class ModelTrainingTest {

  private static TrainingOptions options(String... settings) {
    return ModelTraining.options(Settings.load(Optional.empty(), List.of(settings)).train());
  }

  @Test
  void valuesAreTakenOver() {
    TrainingOptions options =
        options(
            "train.epochs=7",
            "train.batch-size=12",
            "train.learning-rate=0.002",
            "train.weight-decay=0.25",
            "train.validate-every=3",
            "train.patience=2",
            "train.seed=99");
    assertThat(options.epochs()).isEqualTo(7);
    assertThat(options.batchSize()).isEqualTo(12);
    assertThat(options.learningRate()).isEqualTo(0.002);
    assertThat(options.weightDecay()).isEqualTo(0.25);
    assertThat(options.validateEvery()).isEqualTo(3);
    assertThat(options.patience()).isEqualTo(2);
    assertThat(options.seed()).isEqualTo(99);
  }

  @Test
  void aGradientNormOfZeroIsNoLimit() {
    assertThat(options("train.max-gradient-norm=0").maxGradientNorm())
        .isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(options("train.max-gradient-norm=1.5").maxGradientNorm()).isEqualTo(1.5);
  }
}
