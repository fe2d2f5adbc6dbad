package org.melange.train;

import ai.djl.ndarray.NDManager;
import java.util.List;
import org.melange.train.optimizer.ParameterGroup;

/** What a {@link TrainingLoop} minimises: a loss over examples, by way of some parameters. */
interface Objective {

  /** The parameters to train. */
  List<ParameterGroup> groups();

  /** The batches of an epoch: a function of the options and the epoch, which counts from 1. */
  default List<int[]> batches(TrainingOptions options, int epoch) {
    return EpochSampler.of(size(), options.batchSize(), options.seed(), epoch);
  }

  /**
   * All that decides what an epoch does to the weights: the options, and the rates of groups that
   * do not learn at the options' rate.
   */
  default String fingerprint(TrainingOptions options) {
    List<Double> others =
        groups().stream()
            .map(ParameterGroup::learningRate)
            .filter(rate -> rate != options.learningRate())
            .toList();
    return options.fingerprint(size()) + (others.isEmpty() ? "" : " other_rates=" + others);
  }

  /** The number of examples. */
  int size();

  /** What to call an example in a report of a failure. */
  String id(int example);

  /**
   * The loss of a batch, within a gradient collector.
   *
   * @param manager of the batch, closed after the step; owns all that is made
   * @param batch numbers of examples
   */
  Loss loss(NDManager manager, int[] batch);

  /** Called after each step, for what must hold of the parameters whatever the gradient says. */
  default void stepped() {}
}
