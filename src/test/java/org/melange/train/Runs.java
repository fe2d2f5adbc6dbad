package org.melange.train;

import java.nio.file.Path;
import java.util.Optional;
import org.melange.config.Precision;
import org.melange.train.optimizer.LearningRateSchedule;

/** Trainings of tiny models. */
public final class Runs {

  private Runs() {}

  public static TrainingOptions options(int epochs, int batchSize, double rate) {
    return options(epochs, batchSize, rate, LearningRateSchedule.CONSTANT);
  }

  static TrainingOptions options(
      int epochs, int batchSize, double rate, LearningRateSchedule schedule) {
    return options(epochs, batchSize, rate, schedule, Precision.FLOAT32);
  }

  static TrainingOptions options(int epochs, int batchSize, double rate, Precision precision) {
    return options(epochs, batchSize, rate, LearningRateSchedule.CONSTANT, precision);
  }

  private static TrainingOptions options(
      int epochs, int batchSize, double rate, LearningRateSchedule schedule, Precision precision) {
    return new TrainingOptions(
        epochs,
        batchSize,
        rate,
        1e-4,
        1e-4,
        Double.POSITIVE_INFINITY,
        2,
        3,
        43,
        schedule,
        precision);
  }

  static TrainingContext of(TrainingOptions options, Path directory) {
    return new TrainingContext(options, directory, Optional.empty(), report -> {});
  }

  public static TrainingContext of(TrainingOptions options, Path directory, Validator validator) {
    return new TrainingContext(options, directory, Optional.of(validator), report -> {});
  }

  /** A run that is killed after an epoch, its checkpoint written. */
  static TrainingContext killedAfter(int epoch, TrainingContext run) {
    return new TrainingContext(
        run.options(),
        run.directory(),
        run.validator(),
        report -> {
          if (report.epoch() == epoch) {
            throw new Killed();
          }
        });
  }

  /** The end of a process. */
  static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1;
  }
}
