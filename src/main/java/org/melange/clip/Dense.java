package org.melange.clip;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import org.melange.tensor.Autocast;

/** {@code x Wᵀ + b}, with W [out, in] and b [out] or none, as PyTorch's Linear keeps them. */
final class Dense extends UnaryBlock {

  private final Parameter weight;
  private final Parameter bias;

  private Dense(String prefix, int in, int out, boolean biased) {
    super(prefix, out);
    weight = weight("weight", Parameter.Type.WEIGHT, out, in);
    bias = biased ? weight("bias", Parameter.Type.BIAS, out) : null;
  }

  static Dense biased(String prefix, int in, int out) {
    return new Dense(prefix, in, out, true);
  }

  static Dense unbiased(String prefix, int in, int out) {
    return new Dense(prefix, in, out, false);
  }

  @Override
  NDArray apply(ForwardContext pass, NDArray x) {
    NDArray w = pass.weight(weight, x);
    NDArray b = bias == null ? null : pass.weight(bias, x);
    return Autocast.linear(x, w, b); // [..., in] -> [..., out]
  }
}
