package org.melange.link.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.melange.mmoe.Features;
import org.melange.mmoe.GateNormalizer;
import org.melange.mmoe.GoldenCase;
import org.melange.mmoe.Matcher;
import org.melange.mmoe.Scores;

/** Ranks by the released code's protocol, against its scores and against PyTorch's argsort. */
class ReleasedRankerTest {

  /** One batch of mentions and one chunk of entities, as the golden files were made. */
  @ParameterizedTest
  @MethodSource("org.melange.mmoe.GoldenCase#published")
  void scoresOfABatchAreThoseOfTheReleasedCode(String name) {
    GoldenCase golden = GoldenCase.read(name);
    try (Matcher matcher = matcher(golden);
        NDManager manager = NDManager.newBaseManager();
        ReleasedRanker ranker = ranker(matcher, golden, manager)) {
      ranker.add(items(golden.entities(manager)));
      float[][] scores = ranker.scores(items(golden.mentions(manager)));
      golden.requireParity("score", flat(scores));
    }
  }

  /** Each batch is recomputed with the unfrozen gate, from its own mentions and entities alone. */
  @ParameterizedTest
  @CsvSource({"1, 1", "2, 3", "3, 2", "100, 2", "2, 100"})
  void everyBatchIsNormalizedAlone(int mentionBatch, int entityBatch) {
    GoldenCase golden = GoldenCase.read("small-top2");
    try (Matcher matcher = matcher(golden);
        NDManager manager = NDManager.newBaseManager();
        ReleasedRanker ranker = ranker(matcher, golden, manager)) {
      Features mentions = golden.mentions(manager);
      Features entities = golden.entities(manager);
      parts(items(entities), entityBatch).forEach(ranker::add);
      assertThat(ranker.size()).isEqualTo(entities.size());
      for (int m = 0; m < mentions.size(); m += mentionBatch) {
        int toM = Math.min(mentions.size(), m + mentionBatch);
        float[][] scores = ranker.scores(items(mentions).subList(m, toM));
        for (int e = 0; e < entities.size(); e += entityBatch) {
          int toE = Math.min(entities.size(), e + entityBatch);
          try (Scores plain =
              matcher.match(
                  rows(mentions, m, toM), rows(entities, e, toE), GateNormalizer.ofBatch())) {
            float[] expected = plain.score().toFloatArray();
            for (int i = 0; i < expected.length; i++) {
              int width = toE - e;
              assertThat(scores[i / width][e + i % width]).isCloseTo(expected[i], within(2e-4f));
            }
          }
        }
      }
    }
  }

  @Test
  void ranksFollowFromTheScoresOfTheirBatch() {
    GoldenCase golden = GoldenCase.read("small-top2");
    try (Matcher matcher = matcher(golden);
        NDManager manager = NDManager.newBaseManager();
        ReleasedRanker ranker = ranker(matcher, golden, manager)) {
      List<EncodedFeatures> entities = items(golden.entities(manager));
      ranker.add(entities);
      ranker.add(entities); // each entity twice: all scores have ties
      List<EncodedFeatures> mentions = items(golden.mentions(manager));
      int count = entities.size();
      int[] golds = new int[mentions.size()];
      int[] copies = new int[mentions.size()];
      for (int m = 0; m < golds.length; m++) {
        golds[m] = m % count;
        copies[m] = count + m % count;
      }
      float[][] scores = ranker.scores(mentions);
      int[] ranks = ranker.ranks(mentions, golds);
      int[] ofCopies = ranker.ranks(mentions, copies);
      for (int m = 0; m < golds.length; m++) {
        assertThat(scores[m][golds[m]]).isEqualTo(scores[m][copies[m]]);
        assertThat(ofCopies[m]).as("of equal scores, the first entity").isEqualTo(ranks[m] + 1);
        int greater = 0;
        for (float score : scores[m]) {
          greater += score > scores[m][golds[m]] ? 1 : 0;
        }
        assertThat(ranks[m]).isEqualTo(1 + greater);
      }
    }
  }

  /** The released code's expression: {@code argsort(argsort(scores, descending=True)) + 1}. */
  @Test
  void ofDifferentScoresARankIsThePositionInPyTorchsArgsort() {
    float[] scores = new float[20_000];
    for (int e = 0; e < scores.length; e++) {
      scores[e] = (e * 7919L % scores.length - 9_000) / 7f;
    }
    scores[1] = Float.NaN;
    scores[2] = Float.NEGATIVE_INFINITY;
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray row = manager.create(scores, new Shape(1, scores.length));
      long[] ranks = row.argSort(1, false).argSort(1, true).toLongArray();
      for (int e = 0; e < scores.length; e += e < 10 ? 1 : 97) {
        assertThat(ReleasedRanker.rank(scores, e)).isEqualTo((int) ranks[e] + 1);
      }
    }
    assertThat(ReleasedRanker.rank(scores, 1)).as("not a number").isEqualTo(1);
    assertThat(ReleasedRanker.rank(scores, 2)).as("the least").isEqualTo(scores.length);
  }

  /** The order that {@code numpy.argsort(-scores, kind="stable")} has. */
  @ParameterizedTest
  @CsvSource({"7, 3", "1000, 10", "20000, 100"})
  void ofEqualScoresARankIsThePositionInAStableSort(int entities, int values) {
    SplittableRandom random = new SplittableRandom(43);
    float[] scores = new float[entities];
    for (int e = 0; e < entities; e++) {
      scores[e] = (random.nextInt(values) - 1) / 7f;
    }
    scores[2] = -0f; // equal to 0
    List<Integer> order = new ArrayList<>(IntStream.range(0, entities).boxed().toList());
    order.sort(Comparator.comparingDouble(e -> -scores[e] + 0.0)); // stable
    for (int position = 0; position < entities; position += Math.max(1, entities / 500)) {
      assertThat(ReleasedRanker.rank(scores, order.get(position))).isEqualTo(position + 1);
    }
  }

  @Test
  void theTokenGateHasNoStatistics() {
    GoldenCase golden = GoldenCase.read("token-small-top2");
    try (Matcher matcher = matcher(golden)) {
      assertThatThrownBy(() -> new ReleasedRanker(matcher, (m, items) -> null, Device.cpu()))
          .hasMessageContaining("published gate");
    }
  }

  private static Matcher matcher(GoldenCase golden) {
    return Matcher.create(golden.config(), GoldenCase.weights(), Device.cpu());
  }

  private static ReleasedRanker ranker(Matcher matcher, GoldenCase golden, NDManager manager) {
    Features shape = golden.entities(manager);
    return new ReleasedRanker(
        matcher,
        (scope, items) -> Encoder.stack(scope, items, shape.textCount(), shape.imageCount()),
        Device.cpu());
  }

  private static List<EncodedFeatures> items(Features features) {
    List<EncodedFeatures> items = new ArrayList<>();
    for (int i = 0; i < features.size(); i++) {
      items.add(
          new EncodedFeatures(
              features.textCls().get(i).toFloatArray(),
              features.textTokens().get(i).toFloatArray(),
              features.imageCls().get(i).toFloatArray(),
              features.imageTokens().get(i).toFloatArray(),
              features.textLengths()[i]));
    }
    return items;
  }

  private static Features rows(Features all, int from, int to) {
    String rows = from + ":" + to;
    return new Features(
        all.textCls().get(rows),
        all.textTokens().get(rows),
        all.imageCls().get(rows),
        all.imageTokens().get(rows),
        Arrays.copyOfRange(all.textLengths(), from, to));
  }

  private static List<List<EncodedFeatures>> parts(List<EncodedFeatures> all, int size) {
    List<List<EncodedFeatures>> parts = new ArrayList<>();
    for (int from = 0; from < all.size(); from += size) {
      parts.add(all.subList(from, Math.min(all.size(), from + size)));
    }
    return parts;
  }

  private static float[] flat(float[][] rows) {
    float[] all = new float[rows.length * rows[0].length];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, all, i * rows[0].length, rows[0].length);
    }
    return all;
  }
}
