package org.melange.clip;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;

/** Transformer layers one after the other. */
final class TransformerStack extends UnaryBlock {

  private final List<TransformerLayer> layers = new ArrayList<>();

  TransformerStack(String path, ClipConfig.Transformer config) {
    super(path);
    for (int i = 0; i < config.layers(); i++) {
      layers.add(child(new TransformerLayer(path("layers." + i), config)));
    }
  }

  /**
   * {@code x [B, T, D] -> [B, T, D]}. Takes {@code x} over and closes it.
   *
   * <p>What a layer makes on its way is let go as soon as the layer is through: all layers of a
   * batch of images together would hold twelve times as much, some gigabytes for a large batch.
   * (Where gradients are recorded, libtorch itself keeps what they need.)
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
