package org.melange.train;

import java.util.List;

/**
 * What a training came to. The model holds the weights of the best epoch, or of the last one if
 * none was validated.
 *
 * @param history all epochs, those before a resumption included
 * @param bestEpoch the epoch whose weights the model has now
 * @param stoppedEarly whether patience ended before the epochs did
 */
public record TrainingResult(List<EpochReport> history, int bestEpoch, boolean stoppedEarly) {

  /** Keeps a copy of the history. */
  public TrainingResult {
    history = List.copyOf(history);
  }
}
