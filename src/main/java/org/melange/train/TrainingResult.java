package org.melange.train;

import java.util.List;

/**
 * The outcome of a training. The model holds the weights of the best epoch, or of the last one if
 * none was validated.
 *
 * @param history all epochs, including those before the training was resumed
 * @param bestEpoch the epoch of the weights of the model
 */
public record TrainingResult(List<EpochReport> history, int bestEpoch) {

  /** Keeps a copy of the history. */
  public TrainingResult {
    history = List.copyOf(history);
  }
}
