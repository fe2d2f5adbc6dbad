package org.melange.train;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.melange.link.model.FrozenFeatures;
import org.melange.mmoe.ImageProjection;
import org.melange.train.data.Examples;
import org.melange.train.data.MentionPair;
import org.melange.train.data.Pairs;

/** Mentions whose features are those of their entity, disturbed: what a matcher should find out. */
final class PlantedExamples implements Examples<MentionPair<FrozenFeatures>> {

  static final int TEXT_WIDTH = 16;
  static final ImageProjection.Widths IMAGE = new ImageProjection.Widths(12, 10, 8);

  private static final int TOKENS = 7;
  private static final int PATCHES = 6;

  private final List<MentionPair<FrozenFeatures>> pairs = new ArrayList<>();

  /** {@code size} pairs that are a function of the seed. */
  PlantedExamples(int size, double noise, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < size; i++) {
      FrozenFeatures entity = features(random);
      pairs.add(new MentionPair<>(disturbed(entity, noise, random), entity));
    }
  }

  @Override
  public int size() {
    return pairs.size();
  }

  @Override
  public MentionPair<FrozenFeatures> get(int i) {
    return pairs.get(i);
  }

  @Override
  public String id(int i) {
    return "mention-" + i;
  }

  /** These examples with a number that is none in one of them. */
  PlantedExamples spoilt(int at) {
    pairs.get(at).mention().textCls()[3] = Float.NaN;
    return this;
  }

  /** A validator that ranks the entities of these examples. */
  Validator validator(TinyModel model) {
    return RankingValidator.ofFrozen(
        model.matcher(),
        model.projection(),
        new Pairs<>(
            side(pairs.stream().map(MentionPair::mention).toList()),
            side(pairs.stream().map(MentionPair::entity).toList()),
            IntStream.range(0, pairs.size()).toArray()));
  }

  /** Mentions or entities as examples. */
  static Examples<FrozenFeatures> side(List<FrozenFeatures> items) {
    return new Examples<>() {
      @Override
      public int size() {
        return items.size();
      }

      @Override
      public FrozenFeatures get(int i) {
        return items.get(i);
      }
    };
  }

  private static FrozenFeatures features(SplittableRandom random) {
    return new FrozenFeatures(
        values(TEXT_WIDTH, random),
        values(TOKENS * TEXT_WIDTH, random),
        values(IMAGE.embedding(), random),
        values(PATCHES * IMAGE.tokens(), random),
        random.nextInt(4, TOKENS + 1));
  }

  private static FrozenFeatures disturbed(
      FrozenFeatures features, double noise, SplittableRandom random) {
    return new FrozenFeatures(
        disturbed(features.textCls(), noise, random),
        disturbed(features.textTokens(), noise, random),
        disturbed(features.imageEmbedding(), noise, random),
        disturbed(features.imageTokens(), noise, random),
        features.textLength());
  }

  private static float[] values(int count, SplittableRandom random) {
    return disturbed(new float[count], 1, random);
  }

  private static float[] disturbed(float[] values, double noise, SplittableRandom random) {
    float[] disturbed = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      disturbed[i] = (float) (values[i] + noise * random.nextGaussian());
    }
    return disturbed;
  }
}
