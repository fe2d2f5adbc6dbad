package org.melange.mmoe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.melange.testing.Float32;

class MatcherTest {

  /** An expert of 16 and 12 products, attention of 6 and 5, cross of 6; scores below 8. */
  private static final float TOLERANCE = Float32.ofSums(64, 8);

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
  void encodingsScoreAsTheBatchDoes(Gate gate) {
    try (Matcher matcher = matcher(gate)) {
      Features mentions = features(matcher, "m", 3);
      Features entities = features(matcher, "e", 4);
      float[] matched =
          matcher.match(mentions, entities, GateNormalizer.ofBatch()).score().toFloatArray();
      try (MentionEncoding left = matcher.encodeMentions(mentions, GateNormalizer.ofBatch());
          EntityEncoding right = matcher.encodeEntities(entities, GateNormalizer.ofBatch());
          Scores scores = matcher.score(left, right)) {
        assertThat(scores.score().toFloatArray()).containsExactly(matched, within(TOLERANCE));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Gate.class)
  void oneBatchOfBothSidesScoresAsTwoDo(Gate gate) {
    try (Matcher matcher = matcher(gate)) {
      Features both = features(matcher, "b", 7);
      Features mentions = RandomModel.take(both, 0, 1, 2);
      Features entities = RandomModel.take(both, 3, 4, 5, 6);
      NDList expected = matcher.match(mentions, entities, GateNormalizer.ofBatch()).toList();
      NDList found = matcher.match(both, 3, GateNormalizer.ofBatch()).toList();
      for (int i = 0; i < expected.size(); i++) {
        assertThat(found.get(i).getShape()).isEqualTo(expected.get(i).getShape());
        assertThat(found.get(i).toFloatArray())
            .containsExactly(expected.get(i).toFloatArray(), within(TOLERANCE));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Gate.class)
  void nothingButTheResultsIsLeftInAnyManager(Gate gate) {
    try (Matcher matcher = matcher(gate)) {
      Features mentions = features(matcher, "m", 3);
      Features entities = features(matcher, "e", 4);
      NDManager weights = matcher.getParameters().valueAt(0).getArray().getManager();
      int weightsBefore = weights.getManagedArrays().size();
      int before = manager.getManagedArrays().size();
      Scores scores = matcher.match(mentions, entities, GateNormalizer.ofBatch());
      assertThat(manager.getManagedArrays()).hasSize(before + 4);
      scores.close();
      try (MentionEncoding left = matcher.encodeMentions(mentions, GateNormalizer.ofBatch());
          EntityEncoding right = matcher.encodeEntities(entities, GateNormalizer.ofBatch())) {
        matcher.score(left, right).close();
      }
      assertThat(manager.getManagedArrays()).hasSize(before);
      assertThat(weights.getManagedArrays()).hasSize(weightsBefore);
    }
  }

  @Test
  void threadsShareAMatcher() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try (Matcher matcher = matcher(Gate.PUBLISHED)) {
      float[] expected = scoresOfOwnBatch(matcher);
      List<Future<float[]>> results = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        results.add(pool.submit(() -> scoresOfOwnBatch(matcher)));
      }
      for (Future<float[]> result : results) {
        assertThat(result.get()).containsExactly(expected, within(TOLERANCE));
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @ParameterizedTest
  @EnumSource(Gate.class)
  void gradientsReachEveryParameterInUse(Gate gate) {
    try (Matcher matcher = matcher(gate)) {
      matcher.freezeParameters(false);
      Features mentions = features(matcher, "m", 5);
      Features entities = features(matcher, "e", 5);
      try (GradientCollector gradients = Engine.getInstance().newGradientCollector()) {
        Scores scores = matcher.match(mentions, entities, GateNormalizer.ofBatch());
        NDArray loss = scores.score().logSoftmax(1).square().sum();
        gradients.backward(loss);
      }
      for (Parameter parameter : matcher.getParameters().values()) {
        assertThat(parameter.getArray().getGradient().abs().sum().getFloat())
            .as(parameter.getName())
            .matches(sum -> inUse(parameter, gate) == (sum > 0));
      }
    }
  }

  @Test
  void asABlockItScoresOnBatchStatistics() {
    try (Matcher matcher = matcher(Gate.PUBLISHED)) {
      Features m = features(matcher, "m", 3);
      Features e = features(matcher, "e", 4);
      NDList inputs = new NDList(m.textCls(), m.textTokens(), m.imageCls(), m.imageTokens());
      inputs.addAll(new NDList(e.textCls(), e.textTokens(), e.imageCls(), e.imageTokens()));
      NDList outputs = matcher.forward(new ParameterStore(manager, false), inputs, false);
      Scores scores = matcher.match(m, e, GateNormalizer.ofBatch());
      assertThat(outputs.getShapes()).isEqualTo(matcher.getOutputShapes(inputs.getShapes()));
      assertThat(outputs.get(0).toFloatArray())
          .containsExactly(scores.score().toFloatArray(), within(TOLERANCE));
    }
  }

  @Test
  void unfitFeaturesAreRefused() {
    try (Matcher matcher = matcher(Gate.PUBLISHED)) {
      MatcherConfig wide = new MatcherConfig(17, 8, 6, 4, 2, 2, Gate.PUBLISHED);
      Features good = features(matcher, "m", 2);
      Features unfit = RandomModel.features(manager, wide, "m", 2, 7, 5);
      assertThatThrownBy(() -> matcher.match(good, unfit, GateNormalizer.ofBatch()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("text cls have shape (2, 17) where (2, 16) is needed");
      Features tooShort = RandomModel.features(manager, matcher.config(), "m", 2, 2, 5);
      assertThatThrownBy(() -> matcher.match(tooShort, good, GateNormalizer.ofBatch()))
          .hasMessageContaining("2 tokens")
          .hasMessageContaining("at least 3");
      assertThatThrownBy(
              () -> RandomModel.features(manager, matcher.config(), "m", new int[] {8}, 7, 5))
          .hasMessageContaining("text length 8 is outside 1..7");
    }
  }

  @Test
  void theTokenGateHasNothingToObserve() {
    try (Matcher matcher = matcher(Gate.TOKEN)) {
      Features features = features(matcher, "m", 2);
      GateStatistics.Accumulator sums = new GateStatistics.Accumulator(4);
      assertThatThrownBy(() -> matcher.observe(features, Side.MENTION, sums))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  /** The released code declares one norm that it never applies, and rarely opens late experts. */
  private static boolean inUse(Parameter parameter, Gate gate) {
    String name = parameter.getName();
    boolean lateExpert = gate == Gate.PUBLISHED && name.matches(".*experts\\.[23]\\..*");
    return !name.contains("context_layer_norm") && !lateExpert;
  }

  private static float[] scoresOfOwnBatch(Matcher matcher) {
    try (NDManager own = NDManager.newBaseManager(Device.cpu())) {
      Features mentions = RandomModel.features(own, matcher.config(), "m", 3, 7, 5);
      Features entities = RandomModel.features(own, matcher.config(), "e", 4, 7, 5);
      return matcher.match(mentions, entities, GateNormalizer.ofBatch()).score().toFloatArray();
    }
  }

  private Matcher matcher(Gate gate) {
    MatcherConfig config = new MatcherConfig(16, 8, 6, 4, 2, 2, gate);
    return Matcher.create(config, RandomModel.weights(21), Device.cpu());
  }

  private Features features(Matcher matcher, String name, int batch) {
    int[] lengths = new int[batch];
    Arrays.setAll(lengths, i -> 7 - 2 * i % 6);
    return RandomModel.features(manager, matcher.config(), name, lengths, 7, 5);
  }
}
