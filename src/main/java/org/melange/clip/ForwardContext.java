package org.melange.clip;

import ai.djl.ndarray.NDArray;
import java.util.function.UnaryOperator;
import org.melange.tensor.ScalarOps;

/**
 * What the steps of one forward pass share. Where no gradients are recorded, a step overwrites
 * arrays that no other step reads: touching new memory costs more than the additions.
 *
 * @param recording whether libtorch may record the pass, for gradients
 * @param mask applied to attention scores {@code [B, H, T, T]} before their softmax
 */
record ForwardContext(boolean recording, UnaryOperator<NDArray> mask) {

  /** A pass in which every token attends to every other. */
  ForwardContext(boolean recording) {
    this(recording, UnaryOperator.identity());
  }

  /** The same pass with attention limited by {@code mask [T, T]}, which is added to the scores. */
  ForwardContext masked(NDArray mask) {
    return new ForwardContext(recording, scores -> sum(scores, mask));
  }

  /** {@code own + other}; may overwrite {@code own}, which must not be used afterwards. */
  NDArray sum(NDArray own, NDArray other) {
    return recording ? own.add(other) : own.addi(other);
  }

  /** {@code own · other}; may overwrite {@code own}, which must not be used afterwards. */
  NDArray product(NDArray own, NDArray other) {
    return recording ? own.mul(other) : own.muli(other);
  }

  /** {@code own · factor}; may overwrite {@code own}, which must not be used afterwards. */
  NDArray times(NDArray own, double factor) {
    return recording ? ScalarOps.times(own, factor) : own.muli((float) factor);
  }
}
