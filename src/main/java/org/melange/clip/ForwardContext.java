package org.melange.clip;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.function.UnaryOperator;
import org.melange.tensor.ScalarOps;

/**
 * One pass through the model. Where no gradients are recorded, steps write over arrays that nobody
 * else has: touching new memory costs more than the sums that are put there. Tensor code asks it
 * for weights and must keep to one rule: the batch is the first operand of every operation. DJL
 * gives a result to the manager of the first operand, so that {@code weight.add(batch)} would leave
 * the result in the model for as long as the model lives.
 *
 * @param weights where the weights come from
 * @param training whether gradients will be asked for
 * @param recording whether libtorch may be recording the pass, for gradients
 * @param mask what becomes of attention scores {@code [B, H, T, T]} before their softmax
 */
record ForwardContext(
    ParameterStore weights, boolean training, boolean recording, UnaryOperator<NDArray> mask) {

  /** A pass in which every token may look at every other. */
  ForwardContext(ParameterStore weights, boolean training, boolean recording) {
    this(weights, training, recording, UnaryOperator.identity());
  }

  /** The same pass with attention limited to {@code mask [T, T]}, which is added to scores. */
  ForwardContext masked(NDArray mask) {
    return new ForwardContext(weights, training, recording, scores -> sum(scores, mask));
  }

  /** The value of {@code parameter} on the device where {@code batch} is. */
  NDArray weight(Parameter parameter, NDArray batch) {
    return weights.getValue(parameter, batch.getDevice(), training);
  }

  /** {@code own + other}; {@code own} is of no use afterwards. */
  NDArray sum(NDArray own, NDArray other) {
    return recording ? own.add(other) : own.addi(other);
  }

  /** {@code own · other}; {@code own} is of no use afterwards. */
  NDArray product(NDArray own, NDArray other) {
    return recording ? own.mul(other) : own.muli(other);
  }

  /** {@code own · factor}; {@code own} is of no use afterwards. */
  NDArray times(NDArray own, double factor) {
    return recording ? ScalarOps.times(own, factor) : own.muli((float) factor);
  }
}
