package org.melange.train;

import java.nio.file.Path;
import java.util.Optional;

/** Trainings of tiny models. */
final class Runs {

  private Runs() {}

  static TrainingOptions options(int epochs, int batchSize, double rate) {
    return options(epochs, batchSize, rate, Schedule.CONSTANT);
  }

  static TrainingOptions options(int epochs, int batchSize, double rate, Schedule schedule) {
    return options(epochs, batchSize, rate, schedule, Precision.FLOAT32);
  }

  static TrainingOptions options(int epochs, int batchSize, double rate, Precision precision) {
    return options(epochs, batchSize, rate, Schedule.CONSTANT, precision);
  }

  private static TrainingOptions options(
      int epochs, int batchSize, double rate, Schedule schedule, Precision precision) {
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

  static TrainingRun of(TrainingOptions options, Path folder) {
    return new TrainingRun(options, folder, Optional.empty(), report -> {});
  }

  static TrainingRun of(TrainingOptions options, Path folder, Validator validator) {
    return new TrainingRun(options, folder, Optional.of(validator), report -> {});
  }

  /** A run that is killed after an epoch, its checkpoint written. */
  static TrainingRun killedAfter(int epoch, TrainingRun run) {
    return new TrainingRun(
        run.options(),
        run.folder(),
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
