package org.melange.clip;

import ai.djl.ndarray.NDArray;

/** The position-wise part of a transformer layer: widen, bend, narrow. */
final class FeedForward extends UnaryBlock {

  private final Dense widen;
  private final Dense narrow;
  private final Activation activation;

  FeedForward(String prefix, ClipConfig.Transformer config) {
    super(prefix, config.width());
    widen = part(Dense.biased(within("fc1"), config.width(), config.innerWidth()));
    narrow = part(Dense.biased(within("fc2"), config.innerWidth(), config.width()));
    activation = config.activation();
  }

  @Override
  NDArray apply(ForwardContext pass, NDArray x) {
    NDArray inner = activation.apply(pass, widen.apply(pass, x)); // [B, T, D] -> [B, T, F]
    return narrow.apply(pass, inner); // [B, T, D]
  }
}
