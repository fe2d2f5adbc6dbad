package org.melange.link.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.melange.mmoe.Features;
import org.melange.mmoe.Gate;
import org.melange.mmoe.GateStatistics;
import org.melange.mmoe.Matcher;
import org.melange.mmoe.MatcherConfig;
import org.melange.mmoe.RandomModel;
import org.melange.mmoe.Scores;

/** Collapsed rows score as the full matcher does, for whatever model and sizes. */
class RowPropertyTest {

  private NDManager manager;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager(Device.cpu());
  }

  @AfterEach
  void close() {
    manager.close();
  }

  static IntStream seeds() {
    return IntStream.range(0, 32);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void rowsScoreAsTheMatcherDoes(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    MatcherConfig config = config(random, seed % 4 == 0 ? 8 : 2 + random.nextInt(5), gate(seed));
    try (Matcher matcher = Matcher.create(config, RandomModel.weights(seed), Device.cpu())) {
      Features mentions = features(config, seed + "m", 1 + random.nextInt(5), random);
      Features entities = features(config, seed + "e", 1 + random.nextInt(7), random);
      RowEncoder compiler = RandomRows.compiler(matcher, mentions, entities);
      List<PairScore> scores =
          PairScores.all(
              compiler.layout(), compiler.mentionRows(mentions), compiler.entityRows(entities));
      Scores full =
          matcher.match(mentions, entities, RandomRows.scale(matcher, mentions, entities));
      requireClose(scores, PairScore::score, full.score().toFloatArray());
      requireClose(scores, PairScore::text, full.text().toFloatArray());
      requireClose(scores, PairScore::image, full.image().toFloatArray());
      requireClose(scores, PairScore::cross, full.cross().toFloatArray());
    }
  }

  @Test
  void modelsWithTheTokenGateAreRefused() {
    MatcherConfig published = new MatcherConfig(9, 7, 5, 4, 2, 2, Gate.PUBLISHED);
    MatcherConfig token = new MatcherConfig(9, 7, 5, 4, 2, 2, Gate.TOKEN);
    try (Matcher one = Matcher.create(published, RandomModel.weights(3), Device.cpu());
        Matcher other = Matcher.create(token, RandomModel.weights(3), Device.cpu())) {
      Features features = RandomModel.features(manager, published, "m", 2, 6, 8);
      GateStatistics statistics = RandomModel.statistics(one, features, features);
      assertThatThrownBy(() -> RowEncoder.published(other, statistics))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("gate 'token'");
    }
  }

  private static Gate gate(int seed) {
    return seed % 3 == 0 ? Gate.TOKEN : Gate.PUBLISHED;
  }

  private static MatcherConfig config(SplittableRandom random, int experts, Gate gate) {
    return new MatcherConfig(
        3 + random.nextInt(30),
        3 + random.nextInt(20),
        2 + random.nextInt(20),
        experts,
        1 + random.nextInt(experts),
        1 + random.nextInt(4),
        gate);
  }

  /** Text and images of unequal length, at times without a single dead token, or one live one. */
  private Features features(MatcherConfig config, String name, int batch, SplittableRandom random) {
    int tokens = config.experts() - 1 + random.nextInt(6);
    int patches = config.experts() - 1 + random.nextInt(9);
    int[] lengths = random.ints(batch, 1, tokens + 1).toArray();
    return RandomModel.features(manager, config, name, lengths, tokens, patches);
  }

  private static void requireClose(
      List<PairScore> scores, ToDoubleFunction<PairScore> part, float[] full) {
    float[] actual = PairScores.part(scores, part);
    assertThat(actual).hasSize(full.length);
    for (int i = 0; i < full.length; i++) {
      assertThat(actual[i]).isCloseTo(full[i], within(1e-4f * (1 + Math.abs(full[i]))));
    }
  }
}
