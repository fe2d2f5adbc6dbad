package org.melange.train.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Gradient caching (GradCache; Gao et al. 2021, arXiv 2101.06983): a loss over all items of a batch
 * whose encoder holds the activations of one chunk of them.
 *
 * <ol>
 *   <li>{@link #encode} computes the features of chunk after chunk and keeps their values alone.
 *   <li>The caller computes the loss of the whole batch and its gradient with respect to features.
 *   <li>{@link #backward} computes each chunk again and propagates its part of that gradient. The
 *       gradients of the encoder's parameters add up.
 * </ol>
 *
 * <p>Loss and gradients are those of one pass, up to the rounding of products of fewer rows. The
 * encoder must be deterministic, so that both passes give the same features: it must not draw
 * random numbers. Not thread-safe.
 *
 * <p>B items, n items of a chunk.
 *
 * @param <T> an input of the encoder
 */
public final class GradientCache<T> {

  private final Encoder<T> encoder;
  private final int chunk;
  private final List<Pass<T>> passes = new ArrayList<>();

  /**
   * A cache.
   *
   * @param chunk n; as many items or fewer are encoded once, as without a cache. 0 for no limit
   */
  public GradientCache(Encoder<T> encoder, int chunk) {
    if (chunk < 0) {
      throw new IllegalArgumentException("a chunk of " + chunk + " items");
    }
    this.encoder = encoder;
    this.chunk = chunk == 0 ? Integer.MAX_VALUE : chunk;
  }

  /**
   * Computes features.
   *
   * @param <T> an input
   */
  @FunctionalInterface
  public interface Encoder<T> {

    /** The features of B items, arrays of [B, ...], owned by {@code manager}. */
    NDList encode(NDManager manager, List<T> items);
  }

  /** Items and their features, which have gradients of their own. */
  private record Pass<T>(List<T> items, NDList features) {}

  /** The features of B items, owned by {@code manager}. */
  public NDList encode(NDManager manager, List<T> items) {
    if (items.size() <= chunk) {
      return encoder.encode(manager, items);
    }
    NDList features = values(manager, items);
    features.forEach(feature -> feature.setRequiresGradient(true));
    passes.add(new Pass<>(items, features));
    return features;
  }

  /** Features without the operations that led to them. */
  private NDList values(NDManager manager, List<T> items) {
    List<NDList> chunks = new ArrayList<>();
    try (NDManager parts = manager.newSubManager()) {
      for (int from = 0; from < items.size(); from += chunk) {
        try (NDManager scope = parts.newSubManager()) {
          NDList part = encoder.encode(scope, items.subList(from, end(items, from)));
          chunks.add(new NDList(part.stream().map(array -> copy(array, parts)).toList()));
        }
      }
      NDList features = new NDList();
      for (int i = 0; i < chunks.get(0).size(); i++) {
        int index = i;
        NDArray joined = chunks.get(0).get(i);
        NDList others = new NDList(chunks.stream().skip(1).map(c -> c.get(index)).toList());
        NDArray whole = others.isEmpty() ? joined : joined.getNDArrayInternal().concat(others, 0);
        whole.attach(manager);
        features.add(whole);
      }
      return features;
    }
  }

  private static NDArray copy(NDArray array, NDManager manager) {
    try (NDArray values = array.stopGradient()) {
      NDArray copy = values.duplicate();
      copy.attach(manager);
      return copy;
    }
  }

  /**
   * Propagates the gradients of the features of all {@link #encode} since the last call.
   *
   * @param backward runs the backward pass of a scalar
   */
  public void backward(Consumer<NDArray> backward) {
    for (Pass<T> pass : passes) {
      NDManager manager = pass.features.getManager();
      try (NDManager gradients = manager.newSubManager()) {
        NDList whole = new NDList();
        for (NDArray feature : pass.features) {
          NDArray gradient = feature.getGradient();
          gradient.attach(gradients);
          whole.add(gradient);
        }
        for (int from = 0; from < pass.items.size(); from += chunk) {
          backward(pass.items.subList(from, end(pass.items, from)), from, whole, backward);
        }
      }
    }
    passes.clear();
  }

  /** A scalar whose gradient with respect to features is that of the loss: their dot product. */
  private void backward(List<T> items, int from, NDList gradients, Consumer<NDArray> backward) {
    try (NDManager scope = gradients.getManager().newSubManager()) {
      NDList features = encoder.encode(scope, items);
      NDArray sum = null;
      for (int i = 0; i < features.size(); i++) {
        NDArray gradient = gradients.get(i).get("{}:{}", from, from + items.size());
        NDArray product = features.get(i).mul(gradient).sum();
        gradient.close();
        sum = sum == null ? product : sum.add(product);
      }
      backward.accept(sum);
    }
  }

  private int end(List<T> items, int from) {
    return Math.min(items.size(), from + chunk);
  }
}
