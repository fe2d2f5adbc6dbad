package org.melange.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.melange.clip.ClipModel;
import org.melange.config.Precision;
import org.melange.mmoe.Gate;
import org.melange.mmoe.Matcher;
import org.melange.mmoe.MatcherConfig;
import org.melange.mmoe.RandomModel;
import org.melange.mmoe.Unit;
import org.melange.train.data.Examples;
import org.melange.train.data.TextPair;
import org.melange.train.optimizer.GradientCache;

/**
 * Encoding a batch in chunks gives the losses and weights of encoding it at once. What differs is
 * the rounding of products of fewer rows, about 1e-7 of a gradient. AdamW's epsilon of 1e-4 keeps
 * it from becoming a step where the true gradient is zero.
 */
class GradientCacheTest {

  private static final double RATE = 3e-3;

  /** Of losses of about 8, after up to nine steps; they fall by more than 1. */
  private static final Offset<Double> LOSS = within(1e-4);

  /** Of weights of about 1, which nine steps of {@link #RATE} move by up to 0.027. */
  private static final float WEIGHT = 1e-4f;

  private static final int BATCH = 8;

  @TempDir Path directory;

  /** What a training came to. */
  private record Outcome(List<Double> losses, Map<String, float[]> weights) {

    void requireLike(Outcome other) {
      for (int epoch = 0; epoch < losses.size(); epoch++) {
        assertThat(losses.get(epoch)).isCloseTo(other.losses.get(epoch), LOSS);
      }
      weights.forEach(
          (name, values) ->
              assertThat(values).as(name).containsExactly(other.weights.get(name), within(WEIGHT)));
    }
  }

  @ParameterizedTest
  @EnumSource(Gate.class)
  void clipMovesAlongAsWithTheWholeBatch(Gate gate) {
    Outcome whole = joint(gate, Set.of(), 0);
    assertThat(whole.losses.get(2)).isLessThan(whole.losses.get(0));
    for (int chunk : new int[] {1, 3, BATCH}) {
      joint(gate, Set.of(), chunk).requireLike(whole);
    }
  }

  @Test
  void featuresWithoutInfluenceHaveNoGradient() {
    joint(Gate.PUBLISHED, Set.of(Unit.IMAGE, Unit.CROSS), 3)
        .requireLike(joint(Gate.PUBLISHED, Set.of(Unit.IMAGE, Unit.CROSS), 0));
  }

  /** 21 examples in batches of 8: the last one has five. */
  private Outcome joint(Gate gate, Set<Unit> without, int chunk) {
    MatcherConfig config =
        new MatcherConfig(ClipPairs.TEXT_WIDTH, ClipPairs.IMAGE.output(), 6, 3, 2, 2, gate)
            .without(without);
    try (TinyModel model =
            new TinyModel(
                Matcher.create(config, RandomModel.weights(3), Device.cpu()),
                TinyModel.of(gate, ClipPairs.TEXT_WIDTH, ClipPairs.IMAGE, 3).projection());
        ClipModel clip = ClipPairs.model(1)) {
      TrainingResult result =
          new JointTrainer(model.matcher(), model.projection(), clip, RATE)
              .train(
                  new ClipPairs(21, 5).asMentions(),
                  run(gate + "-" + without + chunk, Precision.FLOAT32, chunk));
      Outcome outcome = outcome(result, clip);
      ParameterNames.of(model.projection(), model.matcher())
          .forEach((name, p) -> outcome.weights.put(name, p.getArray().toFloatArray()));
      return outcome;
    }
  }

  @Test
  void imagesWithTheirCaptionsToo() {
    images(Precision.FLOAT32, 3).requireLike(images(Precision.FLOAT32, 0));
  }

  @Test
  void halfPrecisionLearnsToo() {
    List<Double> losses = images(Precision.FLOAT16, 3).losses;
    assertThat(losses.get(2))
        .isLessThan(losses.get(0))
        .isLessThan(images(Precision.FLOAT32, 3).losses.get(0));
  }

  private Outcome images(Precision precision, int chunk) {
    try (ClipModel clip = ClipPairs.model(1)) {
      TrainingContext run = run("images-" + precision + chunk, precision, chunk);
      return outcome(new ClipTrainer(clip).train(new ClipPairs(21, 5), run), clip);
    }
  }

  @Test
  void pairsOfTextsToo() {
    texts(3).requireLike(texts(0));
  }

  private Outcome texts(int chunk) {
    ClipPairs inputs = new ClipPairs(21, 5);
    ClipPairs others = new ClipPairs(22, 99);
    Examples<TextPair> pairs =
        new Examples<>() {
          @Override
          public int size() {
            return inputs.size();
          }

          @Override
          public TextPair get(int i) {
            return new TextPair(inputs.get(i).ids(), 4 + i % 2, others.get(i + 1).ids(), 4);
          }
        };
    try (ClipModel clip = ClipPairs.model(1)) {
      TrainingContext run = run("texts-" + chunk, Precision.FLOAT32, chunk);
      return outcome(new ClipTrainer(clip).trainTexts(pairs, run), clip);
    }
  }

  private TrainingContext run(String name, Precision precision, int chunk) {
    return Runs.of(
        Runs.options(3, BATCH, RATE, precision).withEncodeBatch(chunk), directory.resolve(name));
  }

  private static Outcome outcome(TrainingResult result, ClipModel clip) {
    Map<String, float[]> weights = new LinkedHashMap<>();
    clip.parameters().forEach((name, p) -> weights.put(name, p.getArray().toFloatArray()));
    return new Outcome(
        result.history().stream().map(report -> report.loss().total()).toList(), weights);
  }

  @Test
  void noMoreThanAChunkIsEncodedAtATime() {
    List<Integer> sizes = new ArrayList<>();
    GradientCache<Float> cache =
        new GradientCache<>(
            (manager, items) -> {
              sizes.add(items.size());
              float[] values = new float[items.size()];
              for (int i = 0; i < values.length; i++) {
                values[i] = items.get(i);
              }
              return new NDList(manager.create(values));
            },
            3);
    try (NDManager manager = NDManager.newBaseManager()) {
      NDList features = cache.encode(manager, List.of(1f, 2f, 3f, 4f, 5f, 6f, 7f));
      assertThat(features.singletonOrThrow().toFloatArray()).containsExactly(1, 2, 3, 4, 5, 6, 7);
      assertThat(sizes).containsExactly(3, 3, 1);
      assertThat(manager.getManagedArrays()).as("only the features stay").hasSize(1);
      NDArray few = cache.encode(manager, List.of(1f, 2f)).singletonOrThrow();
      assertThat(few.hasGradient()).as("encoded once").isFalse();
    }
    assertThatThrownBy(() -> new GradientCache<Float>((m, i) -> new NDList(), -1))
        .hasMessageContaining("-1");
  }
}
