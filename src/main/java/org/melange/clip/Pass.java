package org.melange.clip;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.function.UnaryOperator;

/**
 * One pass through the model. Tensor code asks it for weights and must keep to one rule: the batch
 * is the first operand of every operation. DJL gives a result to the manager of the first operand,
 * so that {@code weight.add(batch)} would leave the result in the model for as long as the model
 * lives.
 *
 * @param weights where the weights come from
 * @param training whether gradients will be asked for
 * @param mask what becomes of attention scores {@code [B, H, T, T]} before their softmax
 */
record Pass(ParameterStore weights, boolean training, UnaryOperator<NDArray> mask) {

  /** A pass in which every token may look at every other. */
  Pass(ParameterStore weights, boolean training) {
    this(weights, training, UnaryOperator.identity());
  }

  /** The same pass with attention limited to {@code mask [T, T]}, which is added to scores. */
  Pass masked(NDArray mask) {
    return new Pass(weights, training, scores -> scores.add(mask));
  }

  /** The value of {@code parameter} on the device where {@code batch} is. */
  NDArray weight(Parameter parameter, NDArray batch) {
    return weights.getValue(parameter, batch.getDevice(), training);
  }
}
