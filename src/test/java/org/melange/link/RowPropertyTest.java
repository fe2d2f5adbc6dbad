package org.melange.link;

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
    return IntStream.range(0, 24);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void rowsScoreAsTheMatcherDoes(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    MatcherConfig config = config(random, seed % 4 == 0 ? 8 : 2 + random.nextInt(5));
    int least = config.experts() - 1;
    try (Matcher matcher = Matcher.create(config, RandomModel.weights(seed), Device.cpu())) {
      Features mentions = features(config, seed + "m", 1 + random.nextInt(5), least, random);
      Features entities = features(config, seed + "e", 1 + random.nextInt(7), least, random);
      GateStatistics statistics = RandomModel.statistics(matcher, mentions, entities);
      RowCompiler compiler = new RowCompiler(matcher, statistics);
      List<MentionRow> rows = compiler.mentionRows(mentions);
      float[][] table = compiler.entityRows(entities);
      List<PairScore> scores = PairScores.all(compiler.layout(), rows, table);
      Scores full = matcher.match(mentions, entities, statistics);
      requireClose(scores, PairScore::score, full.score().toFloatArray());
      requireClose(scores, PairScore::text, full.text().toFloatArray());
      requireClose(scores, PairScore::image, full.image().toFloatArray());
      requireClose(scores, PairScore::cross, full.cross().toFloatArray());
      requireBounded(compiler.layout(), rows, table);
    }
  }

  @Test
  void scoresAreTheSameToTheLastBitWhereverTheRowStands() {
    MatcherConfig config = new MatcherConfig(9, 7, 5, 4, 2, 2, Gate.PUBLISHED);
    try (Matcher matcher = Matcher.create(config, RandomModel.weights(3), Device.cpu())) {
      Features mentions = RandomModel.features(manager, config, "m", 2, 6, 8);
      Features entities = RandomModel.features(manager, config, "e", 3, 6, 8);
      RowCompiler compiler =
          new RowCompiler(matcher, RandomModel.statistics(matcher, mentions, entities));
      MentionRow mention = compiler.mentionRows(mentions).get(1);
      float[] row = compiler.entityRows(entities)[2];
      float[] table = new float[3 * row.length];
      System.arraycopy(row, 0, table, 2 * row.length, row.length);
      PairScorer scorer = new PairScorer(compiler.layout());
      assertThat(scorer.score(mention, table, 2 * row.length))
          .isEqualTo(scorer.score(mention, row, 0));
    }
  }

  @Test
  void hugeLogitsDoNotOverflow() {
    MatcherConfig config = new MatcherConfig(9, 7, 5, 4, 2, 2, Gate.PUBLISHED);
    try (Matcher matcher = Matcher.create(config, RandomModel.weights(4), Device.cpu())) {
      Features mentions = RandomModel.features(manager, config, "m", 1, 6, 8);
      Features entities = RandomModel.features(manager, config, "e", 1, 6, 8);
      RowCompiler compiler =
          new RowCompiler(matcher, RandomModel.statistics(matcher, mentions, entities));
      float[] row = compiler.entityRows(entities)[0];
      RowLayout layout = compiler.layout();
      for (int i = layout.query(0); i < layout.liveShare(); i++) {
        row[layout.textUnit() + i] *= (float) 1e15;
      }
      PairScore score = new PairScorer(layout).score(compiler.mentionRows(mentions).get(0), row, 0);
      assertThat(score.score()).isFinite();
      assertThat(score.text()).isFinite();
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
      assertThatThrownBy(() -> new RowCompiler(other, statistics))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("gate 'token'");
    }
  }

  private static MatcherConfig config(SplittableRandom random, int experts) {
    return new MatcherConfig(
        3 + random.nextInt(30),
        3 + random.nextInt(20),
        2 + random.nextInt(20),
        experts,
        1 + random.nextInt(experts),
        1 + random.nextInt(4),
        Gate.PUBLISHED);
  }

  /** Text and images of unequal length, at times without a single dead token. */
  private Features features(
      MatcherConfig config, String name, int batch, int least, SplittableRandom random) {
    int tokens = least + random.nextInt(6);
    int patches = least + random.nextInt(9);
    return RandomModel.features(manager, config, name, batch, tokens, patches);
  }

  private static void requireBounded(RowLayout layout, List<MentionRow> rows, float[][] table) {
    PairScorer scorer = new PairScorer(layout);
    for (MentionRow mention : rows) {
      for (float[] row : table) {
        assertThat(scorer.upperBound(mention, row, 0))
            .isGreaterThanOrEqualTo(scorer.score(mention, row, 0).score());
      }
    }
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
