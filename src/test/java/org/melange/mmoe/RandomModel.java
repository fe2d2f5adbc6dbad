package org.melange.mmoe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.melange.testing.GoldenTensors;

/** Models and features that are functions of a seed, for properties that hold for all of them. */
public final class RandomModel {

  private RandomModel() {}

  /** Weights of everyday size, layer norms that do not sit at 1 and 0 included. */
  public static Weights weights(long seed) {
    return (name, shape) -> GoldenTensors.parameter(seed + ".", name, shape);
  }

  /** Features of {@code batch} items with all text live. */
  public static Features features(
      NDManager manager, MatcherConfig config, String name, int batch, int tokens, int patches) {
    int[] lengths = new int[batch];
    Arrays.fill(lengths, tokens);
    return features(manager, config, name, lengths, tokens, patches);
  }

  /** Features whose items have {@code lengths} live text tokens of {@code tokens}. */
  public static Features features(
      NDManager manager,
      MatcherConfig config,
      String name,
      int[] lengths,
      int tokens,
      int patches) {
    int batch = lengths.length;
    return new Features(
        input(manager, name + ".tc", batch, config.textDim()),
        input(manager, name + ".tt", batch, tokens, config.textDim()),
        input(manager, name + ".ic", batch, config.imageDim()),
        input(manager, name + ".it", batch, patches, config.imageDim()),
        lengths);
  }

  /** The items of {@code features} at {@code indices}, in that order. */
  public static Features take(Features features, int... indices) {
    NDManager manager = features.textCls().getManager();
    NDArray at = manager.create(Arrays.stream(indices).asLongStream().toArray());
    return new Features(
        features.textCls().get(at),
        features.textTokens().get(at),
        features.imageCls().get(at),
        features.imageTokens().get(at),
        Arrays.stream(indices).map(i -> features.textLengths()[i]).toArray());
  }

  /** Statistics of these mentions and entities. */
  public static GateStatistics statistics(Matcher matcher, Features mentions, Features entities) {
    GateStatistics.Accumulator sums = new GateStatistics.Accumulator(matcher.config().experts());
    matcher.observe(mentions, Side.MENTION, sums);
    matcher.observe(entities, Side.ENTITY, sums);
    return sums.freeze();
  }

  /** The numbers 0 to n − 1 in an order that {@code random} chooses. */
  public static int[] shuffled(int n, SplittableRandom random) {
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  private static NDArray input(NDManager manager, String name, long... shape) {
    return manager.create(GoldenTensors.input(name, shape), new Shape(shape));
  }
}
