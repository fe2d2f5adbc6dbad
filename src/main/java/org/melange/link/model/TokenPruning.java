package org.melange.link.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.melange.clip.engine.ClipOutput;
import org.melange.mmoe.Gate;
import org.melange.mmoe.Matcher;

/**
 * Drops the tokens that a model with the published gate does not need, without changing a score. Of
 * N experts the gate routes N − 1 tokens. Of all others it uses one fact: whether any of them ranks
 * expert p in slot c, which activates that cell. So the first N − 1 tokens are kept, and of the
 * others one for each cell that no kept token activates: some six of fifty. Repeated kept tokens
 * take the places of the dropped ones ({@link Encoder#stack}): no cell changes by it.
 *
 * <p>The token gate needs every token, so nothing is dropped there. Thread-safe.
 */
final class TokenPruning {

  private final Matcher matcher;
  private final Device device;

  TokenPruning(Matcher matcher, Device device) {
    this.matcher = matcher;
    this.device = device;
  }

  /** Texts, with the tokens that are needed. */
  List<ClipOutput> texts(List<ClipOutput> texts) {
    return kept(texts, matcher.config().textDim(), matcher::textRanks);
  }

  /** Images in the matcher's width, with the tokens that are needed. */
  List<ClipOutput> images(List<ClipOutput> images) {
    return kept(images, matcher.config().imageDim(), matcher::imageRanks);
  }

  private List<ClipOutput> kept(
      List<ClipOutput> outputs, int width, Function<NDArray, long[]> ranks) {
    if (matcher.config().gate() != Gate.PUBLISHED || outputs.isEmpty()) {
      return outputs;
    }
    int tokens = outputs.get(0).tokens().length / width;
    long[] ranked;
    try (NDManager manager = NDManager.newBaseManager(device)) {
      float[] all = Encoder.concat(outputs.stream().map(ClipOutput::tokens).toList());
      ranked = ranks.apply(manager.create(all, new Shape(outputs.size(), tokens, width)));
    }
    int size = ranked.length / outputs.size();
    return IntStream.range(0, outputs.size())
        .mapToObj(
            i -> {
              long[] own = Arrays.copyOfRange(ranked, i * size, (i + 1) * size);
              return new ClipOutput(
                  outputs.get(i).pooled(), kept(outputs.get(i).tokens(), width, own));
            })
        .toList();
  }

  /**
   * @param ranked [T, S] of one item, S slots
   */
  private float[] kept(float[] tokens, int width, long[] ranked) {
    int experts = matcher.config().experts();
    int slots = ranked.length * width / tokens.length;
    BitSet active = new BitSet();
    float[] kept = new float[tokens.length];
    int count = 0;
    for (int t = 0; t * width < tokens.length; t++) {
      if (activates(active, ranked, t * slots, slots, experts) || t < experts - 1) {
        System.arraycopy(tokens, t * width, kept, count++ * width, width);
      }
    }
    return Arrays.copyOf(kept, count * width);
  }

  /** Activates the cells of a token; whether one of them was not active. */
  private static boolean activates(BitSet active, long[] ranked, int from, int slots, int experts) {
    int before = active.cardinality();
    for (int slot = 0; slot < slots; slot++) {
      active.set(slot * experts + Math.toIntExact(ranked[from + slot]));
    }
    return active.cardinality() > before;
  }
}
