package org.melange.mmoe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.melange.testing.Float32;

/** A score is a function of its mention and entity, whoever else is in the batch. */
class BatchIndependenceTest {

  private static final int MENTIONS = 7;
  private static final int ENTITIES = 9;

  private NDManager manager;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager(Device.cpu());
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @ParameterizedTest
  @EnumSource(Gate.class)
  void scoresDoNotDependOnTheCompositionOrOrderOfTheBatch(Gate gate) {
    MatcherConfig config = new MatcherConfig(24, 12, 10, 4, 2, 3, gate);
    try (Matcher matcher = Matcher.create(config, RandomModel.weights(1), Device.cpu())) {
      Features mentions =
          RandomModel.features(manager, config, "m", new int[] {3, 9, 1, 5, 9, 2, 7}, 9, 6);
      Features entities =
          RandomModel.features(manager, config, "e", new int[] {1, 8, 8, 2, 5, 6, 7, 3, 4}, 8, 5);
      GateNormalizer scale = scale(matcher, mentions, entities);
      float[] whole = matcher.match(mentions, entities, scale).score().toFloatArray();
      SplittableRandom random = new SplittableRandom(5);
      for (int round = 0; round < 6; round++) {
        int[] m = part(MENTIONS, random);
        int[] e = part(ENTITIES, random);
        Scores some =
            matcher.match(RandomModel.take(mentions, m), RandomModel.take(entities, e), scale);
        requireSame(whole, some.score().toFloatArray(), m, e);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 20})
  void paddingDoesNotChangeAScoreOfTheTokenGate(int padding) {
    MatcherConfig config = new MatcherConfig(24, 12, 10, 4, 2, 3, Gate.TOKEN);
    try (Matcher matcher = Matcher.create(config, RandomModel.weights(2), Device.cpu())) {
      int[] lengths = {3, 9, 1, 5};
      Features mentions = RandomModel.features(manager, config, "m", lengths, 9, 6);
      Features entities = RandomModel.features(manager, config, "e", lengths, 9, 5);
      float[] plain =
          matcher.match(mentions, entities, GateNormalizer.ofBatch()).score().toFloatArray();
      float[] padded =
          matcher
              .match(pad(mentions, padding), pad(entities, padding), GateNormalizer.ofBatch())
              .score()
              .toFloatArray();
      requireSame(plain, padded, new int[] {0, 1, 2, 3}, new int[] {0, 1, 2, 3}, 4);
    }
  }

  private static GateNormalizer scale(Matcher matcher, Features mentions, Features entities) {
    return matcher.config().gate() == Gate.TOKEN
        ? GateNormalizer.ofBatch()
        : RandomModel.statistics(matcher, mentions, entities);
  }

  private static int[] part(int n, SplittableRandom random) {
    return Arrays.copyOf(RandomModel.shuffled(n, random), 1 + random.nextInt(n));
  }

  /** The same features with more padding: loud noise, to be ignored. */
  private Features pad(Features features, int padding) {
    long width = features.textCls().getShape().get(1);
    NDArray noise = manager.randomUniform(-50, 50, new Shape(features.size(), padding, width));
    return new Features(
        features.textCls(),
        features.textTokens().concat(noise, 1),
        features.imageCls(),
        features.imageTokens(),
        features.textLengths());
  }

  private static void requireSame(float[] whole, float[] some, int[] m, int[] e) {
    requireSame(whole, some, m, e, ENTITIES);
  }

  private static void requireSame(float[] whole, float[] some, int[] m, int[] e, int columns) {
    assertThat(some).hasSize(m.length * e.length);
    for (int i = 0; i < some.length; i++) {
      float want = whole[m[i / e.length] * columns + e[i % e.length]];
      assertThat(some[i]).isCloseTo(want, within(Float32.ofSums(128, 1 + Math.abs(want))));
    }
  }
}
