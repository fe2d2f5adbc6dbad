package org.melange.link.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.melange.link.row.PairScore;
import org.melange.link.row.PairScores;
import org.melange.link.row.RandomRows;
import org.melange.link.row.RowEncoder;
import org.melange.mmoe.Features;
import org.melange.mmoe.Gate;
import org.melange.mmoe.Matcher;
import org.melange.mmoe.MatcherConfig;
import org.melange.mmoe.RandomModel;
import org.melange.mmoe.Scores;
import org.melange.mmoe.Unit;
import org.melange.train.ContrastiveLoss;

/** Models that leave a unit out, in tensors and in rows. */
class AblationTest {

  static Stream<Arguments> unitsAndGates() {
    return Arrays.stream(Unit.values())
        .flatMap(unit -> Arrays.stream(Gate.values()).map(gate -> Arguments.of(unit, gate)));
  }

  @ParameterizedTest
  @MethodSource("unitsAndGates")
  void aUnitLeftOutScoresNothingAndTheOthersAsBefore(Unit unit, Gate gate) {
    MatcherConfig config = new MatcherConfig(16, 8, 8, 4, 2, 2, gate);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu());
        Matcher whole = Matcher.create(config, RandomModel.weights(3), Device.cpu());
        Matcher part =
            Matcher.create(config.without(Set.of(unit)), RandomModel.weights(3), Device.cpu())) {
      Features mentions = RandomModel.features(manager, config, "m", 3, 6, 5);
      Features entities = RandomModel.features(manager, config, "e", 3, 6, 5);
      Scores before = whole.match(mentions, entities, RandomRows.scale(whole, mentions, entities));
      Scores after = part.match(mentions, entities, RandomRows.scale(part, mentions, entities));
      requireSame(unit == Unit.TEXT, after.text().toFloatArray(), before.text().toFloatArray());
      requireSame(unit == Unit.IMAGE, after.image().toFloatArray(), before.image().toFloatArray());
      requireSame(unit == Unit.CROSS, after.cross().toFloatArray(), before.cross().toFloatArray());
      assertThat(ContrastiveLoss.ofScores(after, Set.of(unit)).values().parts())
          .hasSize(3)
          .containsKey("score");

      RowEncoder compiler = RandomRows.compiler(part, mentions, entities);
      List<PairScore> rows =
          PairScores.all(
              compiler.layout(), compiler.mentionRows(mentions), compiler.entityRows(entities));
      assertThat(PairScores.part(rows, PairScore::score))
          .containsExactly(after.score().toFloatArray(), within(1e-4f));
    }
  }

  private static void requireSame(boolean leftOut, float[] after, float[] before) {
    assertThat(after).containsExactly(leftOut ? new float[before.length] : before, within(1e-5f));
  }
}
