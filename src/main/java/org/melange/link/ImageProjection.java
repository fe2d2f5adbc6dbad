package org.melange.link;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import org.melange.clip.ClipConfig;
import org.melange.clip.Tensor;
import org.melange.mmoe.MatcherConfig;
import org.melange.mmoe.Weights;

/**
 * The two linear maps that bring CLIP's image features to the matcher's width dv: {@code
 * encoder.image_cls_fc} for the pooled embedding, {@code encoder.image_tokens_fc} for the tokens
 * (released code, {@code MMoEEncoder}). Thread-safe.
 */
final class ImageProjection implements AutoCloseable {

  private static final String CLS = "encoder.image_cls_fc";
  private static final String TOKENS = "encoder.image_tokens_fc";

  private final NDManager manager;
  private final Map<String, NDArray> weights = new LinkedHashMap<>();

  ImageProjection(ClipConfig clip, MatcherConfig matcher, Weights source, Device device) {
    manager = NDManager.newBaseManager(device);
    shapes(clip, matcher)
        .forEach(
            (name, shape) ->
                weights.put(name, manager.create(source.values(name, shape), new Shape(shape))));
  }

  static Map<String, long[]> shapes(ClipConfig clip, MatcherConfig matcher) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    shapes.put(CLS + ".weight", new long[] {matcher.imageDim(), clip.projectionDim()});
    shapes.put(CLS + ".bias", new long[] {matcher.imageDim()});
    shapes.put(TOKENS + ".weight", new long[] {matcher.imageDim(), clip.vision().width()});
    shapes.put(TOKENS + ".bias", new long[] {matcher.imageDim()});
    return shapes;
  }

  /** [B, projection] to [B, dv]. */
  NDArray cls(NDArray embeds) {
    return linear(embeds, CLS);
  }

  /** [B, P, width] to [B, P, dv]. */
  NDArray tokens(NDArray tokens) {
    return linear(tokens, TOKENS);
  }

  Map<String, Tensor> export() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    weights.forEach(
        (name, array) ->
            tensors.put(name, new Tensor(array.getShape().getShape(), array.toFloatArray())));
    return tensors;
  }

  private NDArray linear(NDArray x, String layer) {
    try (NDManager scope = x.getManager().newSubManager()) {
      NDArray w = weights.get(layer + ".weight").transpose();
      w.attach(scope);
      NDArray y = x.matMul(w).add(weights.get(layer + ".bias"));
      y.attach(x.getManager());
      return y;
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
