package org.melange.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.melange.link.model.FrozenFeatures;
import org.melange.mmoe.Features;
import org.melange.mmoe.Gate;
import org.melange.mmoe.GateNormalizer;
import org.melange.mmoe.RandomModel;
import org.melange.train.data.Examples;
import org.melange.train.data.Pairs;

/** The validation's MRR beside one that scores all pairs at once and sorts them. */
class RankingValidatorTest {

  /** More mentions than are encoded together, and entities for three such chunks. */
  private static final int MENTIONS = 70;

  private static final int ENTITIES = 130;

  private static final PlantedExamples EXAMPLES = new PlantedExamples(ENTITIES, 1.5, 1);

  @ParameterizedTest
  @EnumSource(Gate.class)
  void ranksAreThoseOfAllPairsScoredAtOnce(Gate gate) {
    int[] answers = IntStream.range(0, MENTIONS).map(m -> m * 7 % ENTITIES).toArray();
    answers[5] = answers[4]; // two mentions of one entity
    List<FrozenFeatures> mentions = mentions(answers);
    try (TinyModel model = TinyModel.of(gate, 3)) {
      double expected = bruteForce(model, mentions, entities(), answers);
      assertThat(expected).isBetween(0.01, 0.9);
      assertThat(mrr(model, mentions, entities(), answers)).isCloseTo(expected, within(1e-9));
    }
  }

  @Test
  void theOrderOfEntitiesDoesNotMatter() {
    int[] answers = IntStream.range(0, 20).toArray();
    List<FrozenFeatures> mentions = mentions(answers);
    int[] order = RandomModel.shuffled(ENTITIES, new SplittableRandom(5));
    List<FrozenFeatures> entities = entities();
    List<FrozenFeatures> shuffled = Arrays.stream(order).mapToObj(entities::get).toList();
    int[] moved =
        Arrays.stream(answers)
            .map(
                a -> IntStream.range(0, ENTITIES).filter(i -> order[i] == a).findFirst().getAsInt())
            .toArray();
    try (TinyModel model = TinyModel.of(Gate.PUBLISHED, 3)) {
      assertThat(mrr(model, mentions, shuffled, moved))
          .isCloseTo(mrr(model, mentions, entities, answers), within(1e-9));
    }
  }

  @Test
  void anEntityThatScoresTheSameCountsAsBetter() {
    List<FrozenFeatures> twins = Collections.nCopies(4, entities().get(0));
    try (TinyModel model = TinyModel.of(Gate.TOKEN, 3)) {
      for (int answer = 0; answer < 4; answer++) {
        int[] answers = {answer};
        assertThat(mrr(model, mentions(0), twins, answers)).isEqualTo(0.25);
      }
    }
  }

  @Test
  void scoresThatAreNotNumbersRankLast() {
    try (TinyModel model = TinyModel.of(Gate.TOKEN, 3)) {
      float[] broken = model.matcher().getParameters().valueAt(0).getArray().toFloatArray();
      Arrays.fill(broken, Float.NaN);
      model.matcher().getParameters().valueAt(0).getArray().set(FloatBuffer.wrap(broken));
      assertThat(mrr(model, mentions(0), entities().subList(0, 5), 0)).isEqualTo(0.2);
    }
  }

  @Test
  void aSingleEntityIsFirst() {
    try (TinyModel model = TinyModel.of(Gate.PUBLISHED, 3)) {
      assertThat(mrr(model, mentions(0), entities().subList(0, 1), 0)).isEqualTo(1);
    }
  }

  @Test
  void withoutMentionsNothingIsMeasured() {
    try (TinyModel model = TinyModel.of(Gate.PUBLISHED, 3)) {
      assertThatThrownBy(() -> mrr(model, List.of(), entities()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("no mentions to validate on");
    }
  }

  @Test
  void answersThatNameNothingAreRefused() {
    Examples<FrozenFeatures> two = PlantedExamples.side(mentions(0, 1));
    Examples<FrozenFeatures> three = PlantedExamples.side(entities().subList(0, 3));
    assertThatThrownBy(() -> new Pairs<>(two, three, new int[] {0}))
        .hasMessageContaining("1 answers for 2 mentions");
    assertThatThrownBy(() -> new Pairs<>(two, three, new int[] {0, 3}))
        .hasMessageContaining("entity 3 of 3");
    assertThatThrownBy(() -> new Pairs<>(two, three, new int[] {-1, 0}))
        .hasMessageContaining("entity -1 of 3");
    Pairs<FrozenFeatures> pairs = new Pairs<>(two, three, new int[] {2, 0});
    assertThat(pairs.size()).isEqualTo(2);
    assertThat(pairs.get(0).mention()).isSameAs(two.get(0));
    assertThat(pairs.get(0).entity()).isSameAs(three.get(2));
    assertThat(pairs.id(1)).isEqualTo("1");
  }

  private static double bruteForce(
      TinyModel model,
      List<FrozenFeatures> mentions,
      List<FrozenFeatures> entities,
      int[] answers) {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      Features left = features(manager, model, mentions);
      Features right = features(manager, model, entities);
      GateNormalizer scale =
          model.matcher().config().gate() == Gate.TOKEN
              ? GateNormalizer.ofBatch()
              : RandomModel.statistics(model.matcher(), left, right);
      float[] scores = model.matcher().match(left, right, scale).score().toFloatArray();
      double sum = 0;
      for (int m = 0; m < mentions.size(); m++) {
        float right1 = scores[m * entities.size() + answers[m]];
        int row = m * entities.size();
        sum +=
            1.0
                / IntStream.range(row, row + entities.size())
                    .filter(i -> scores[i] >= right1)
                    .count();
      }
      return sum / mentions.size();
    }
  }

  private static Features features(
      NDManager manager, TinyModel model, List<FrozenFeatures> features) {
    return BatchEncoder.frozen(PlantedExamples.IMAGE)
        .encode(manager, features)
        .projected(model.projection(), Integer.MAX_VALUE);
  }

  private static double mrr(
      TinyModel model,
      List<FrozenFeatures> mentions,
      List<FrozenFeatures> entities,
      int... answers) {
    return RankingValidator.ofFrozen(
            model.matcher(),
            model.projection(),
            new Pairs<>(PlantedExamples.side(mentions), PlantedExamples.side(entities), answers))
        .mrr();
  }

  /** Mentions of these entities. */
  private static List<FrozenFeatures> mentions(int... answers) {
    return Arrays.stream(answers).mapToObj(a -> EXAMPLES.get(a).mention()).toList();
  }

  private static List<FrozenFeatures> entities() {
    return IntStream.range(0, ENTITIES).mapToObj(i -> EXAMPLES.get(i).entity()).toList();
  }
}
