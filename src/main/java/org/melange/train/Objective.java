package org.melange.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.function.Consumer;
import org.melange.train.optimizer.ParameterGroup;

/**
 * The objective of a {@link TrainingLoop}: a loss over examples, and the parameters that minimize
 * it.
 */
interface Objective {

  /** The parameters to train. */
  List<ParameterGroup> groups();

  /** The batches of an epoch: a function of the options and the epoch, which starts at 1. */
  default List<int[]> batches(TrainingOptions options, int epoch) {
    return EpochSampler.of(size(), options.batchSize(), options.seed(), epoch);
  }

  /**
   * Everything that determines the weights after an epoch: the options, and the learning rates of
   * groups with another rate.
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

  /** The name of an example in error messages. */
  String id(int example);

  /**
   * The loss of a batch, within a gradient collector.
   *
   * @param manager the manager of the batch, closed after the step; owns all arrays
   * @param batch indices of examples
   */
  Loss loss(NDManager manager, int[] batch);

  /** Called before the first step of an epoch, which starts at 1. */
  default void startEpoch(int epoch) {}

  /**
   * Propagates the gradient of a loss to the parameters, within the same collector.
   *
   * @param loss what is minimized, a scalar
   * @param backward runs the backward pass of a scalar
   */
  default void backward(NDArray loss, Consumer<NDArray> backward) {
    backward.accept(loss);
  }

  /** Called after each step, to enforce constraints on parameters. */
  default void stepped() {}
}
