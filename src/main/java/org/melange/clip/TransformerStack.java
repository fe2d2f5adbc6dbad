package org.melange.clip;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;

/** A sequence of transformer layers. B batch, T tokens, D width. */
final class TransformerStack extends UnaryBlock {

  private final List<TransformerLayer> layers = new ArrayList<>();

  TransformerStack(String path, ClipConfig.Transformer config) {
    super(path);
    for (int i = 0; i < config.layers(); i++) {
      layers.add(child(new TransformerLayer(path("layers." + i), config)));
    }
  }

  /**
   * {@code x [B, T, D] -> [B, T, D]}. Closes {@code x}.
   *
   * <p>The intermediate arrays of a layer are freed after the layer. Those of twelve layers would
   * take some gigabytes for a large batch. (While gradients are recorded, libtorch keeps the arrays
   * that it needs.)
   */
  @Override
  NDArray apply(ForwardContext pass, NDArray x) {
    NDManager owner = x.getManager();
    NDArray state = x;
    for (TransformerLayer layer : layers) {
      try (NDManager scope = owner.newSubManager()) {
        state.attach(scope);
        state = layer.apply(pass, state);
        state.attach(owner);
      }
    }
    return state;
  }
}
