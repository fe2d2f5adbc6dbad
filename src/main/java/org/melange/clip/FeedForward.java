package org.melange.clip;

import ai.djl.ndarray.NDArray;
import org.melange.tensor.Linear;

/**
 * The feed-forward part of a transformer layer (arXiv 1706.03762, section 3.3): {@code
 * fc2(activation(fc1(x)))}. B batch, T tokens, D width, F inner width.
 */
final class FeedForward extends UnaryBlock {

  private final Linear widen;
  private final Linear narrow;
  private final Activation activation;

  FeedForward(String path, ClipConfig.Transformer config) {
    super(path);
    widen = child(Linear.autocast(path("fc1"), config.width(), config.innerWidth()));
    narrow = child(Linear.autocast(path("fc2"), config.innerWidth(), config.width()));
    activation = config.activation();
  }

  @Override
  NDArray apply(ForwardContext pass, NDArray x) {
    NDArray inner = activation.apply(pass, widen.apply(x)); // [B, T, D] -> [B, T, F]
    return narrow.apply(inner); // [B, T, D]
  }
}
