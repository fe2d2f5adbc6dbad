package org.melange.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.melange.clip.ClipModel;
import org.melange.clip.ImageFeatures;
import org.melange.clip.TextFeatures;
import org.melange.link.model.FrozenFeatures;
import org.melange.mmoe.ImageProjection;
import org.melange.train.data.ClipInput;
import org.melange.train.optimizer.GradientCache;

/**
 * Provides the CLIP features of a batch of mentions or entities, either stored or computed.
 *
 * @param <T> the representation of a mention or an entity
 */
@FunctionalInterface
interface BatchEncoder<T> {

  /** The features of a batch, owned by {@code manager}. */
  ClipBatch encode(NDManager manager, List<T> items);

  /**
   * Propagates gradients of features that the backward pass of the loss ended at, if there are any.
   *
   * @param backward runs the backward pass of a scalar
   */
  default void backward(Consumer<NDArray> backward) {}

  /** Stored features, with image widths as in {@code widths}. */
  static BatchEncoder<FrozenFeatures> frozen(ImageProjection.Widths widths) {
    return (manager, items) -> {
      int textWidth = items.get(0).textCls().length;
      return new ClipBatch(
          stack(manager, items, FrozenFeatures::textCls, textWidth),
          stack(manager, items, FrozenFeatures::textTokens, -1, textWidth),
          stack(manager, items, FrozenFeatures::imageEmbedding, widths.embedding()),
          stack(manager, items, FrozenFeatures::imageTokens, -1, widths.tokens()),
          items.stream().mapToInt(FrozenFeatures::textLength).toArray());
    };
  }

  /** Features that {@code clip} computes, with gradients. */
  static BatchEncoder<ClipInput> computedBy(ClipModel clip) {
    return (manager, items) -> {
      long[][] ids = items.stream().map(ClipInput::ids).toArray(long[][]::new);
      int side = clip.config().vision().imageSize();
      TextFeatures text = clip.text(manager, ids);
      ImageFeatures image =
          clip.image(manager, stack(manager, items, ClipInput::pixels, 3, side, side));
      return new ClipBatch(
          text.embeds(),
          text.tokens(),
          image.embeds(),
          image.tokens(),
          items.stream().mapToInt(ClipInput::textLength).toArray());
    };
  }

  /**
   * The same features, with the activations of one chunk of items at a time.
   *
   * @param chunk items of a chunk; 0 for all at once
   */
  static BatchEncoder<ClipInput> computedBy(ClipModel clip, int chunk) {
    return new Chunked(computedBy(clip), chunk);
  }

  /** Encodes in chunks. */
  final class Chunked implements BatchEncoder<ClipInput> {
    private final GradientCache<ClipInput> cache;

    Chunked(BatchEncoder<ClipInput> whole, int chunk) {
      cache = new GradientCache<>((manager, items) -> whole.encode(manager, items).arrays(), chunk);
    }

    @Override
    public ClipBatch encode(NDManager manager, List<ClipInput> items) {
      int[] lengths = items.stream().mapToInt(ClipInput::textLength).toArray();
      return ClipBatch.of(cache.encode(manager, items), lengths);
    }

    @Override
    public void backward(Consumer<NDArray> backward) {
      cache.backward(backward);
    }
  }

  /** The values of all items in one array, [B, shape]. */
  private static <T> NDArray stack(
      NDManager manager, List<T> items, Function<T, float[]> values, long... shape) {
    int width = values.apply(items.get(0)).length;
    float[] all = new float[Math.multiplyExact(items.size(), width)];
    for (int i = 0; i < items.size(); i++) {
      System.arraycopy(values.apply(items.get(i)), 0, all, i * width, width);
    }
    return manager.create(all).reshape(new Shape(items.size()).addAll(new Shape(shape)));
  }
}
