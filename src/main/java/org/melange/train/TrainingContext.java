package org.melange.train;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The surroundings of a training.
 *
 * @param options how to train
 * @param folder where checkpoints, {@code losses.csv} and {@code losses.svg} go. If it holds a
 *     checkpoint of the same training, that is gone on from
 * @param validator what decides on the best epoch and on stopping early; without one all epochs are
 *     run and the last one's weights kept
 * @param listener told of each epoch
 */
public record TrainingContext(
    TrainingOptions options, Path folder, Optional<Validator> validator, EpochListener listener) {

  /** Refuses gaps. */
  public TrainingContext {
    requireNonNull(options, "options");
    requireNonNull(folder, "folder");
    requireNonNull(validator, "validator");
    requireNonNull(listener, "listener");
  }
}
