package org.melange.train;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The context of a training.
 *
 * @param options how to train
 * @param directory the directory for checkpoints, {@code losses.csv} and {@code losses.svg}. A
 *     checkpoint of the same training in it is resumed
 * @param validator selects the best epoch and decides on early stopping; without a validator all
 *     epochs run and the last weights are kept
 * @param listener called for each epoch
 */
public record TrainingContext(
    TrainingOptions options,
    Path directory,
    Optional<Validator> validator,
    EpochListener listener) {

  /** Requires all components. */
  public TrainingContext {
    requireNonNull(options, "options");
    requireNonNull(directory, "directory");
    requireNonNull(validator, "validator");
    requireNonNull(listener, "listener");
  }
}
