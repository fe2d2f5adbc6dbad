package org.melange.mmoe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.melange.testing.Float32;

class GateStatisticsTest {

  private static final MatcherConfig CONFIG = new MatcherConfig(16, 8, 6, 4, 2, 2, Gate.PUBLISHED);

  private NDManager manager;
  private Matcher matcher;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager(Device.cpu());
    matcher = Matcher.create(CONFIG, RandomModel.weights(11), Device.cpu());
  }

  @AfterEach
  void close() {
    matcher.close();
    manager.close();
  }

  @Test
  void partsMergedInAnyOrderGiveTheStatisticsOfAllData() {
    Features mentions = RandomModel.features(manager, CONFIG, "m", 6, 7, 5);
    Features entities = RandomModel.features(manager, CONFIG, "e", 5, 7, 5);
    GateStatistics whole = RandomModel.statistics(matcher, mentions, entities);
    GateStatistics.Accumulator sums = observed(RandomModel.take(entities, 3, 4), Side.ENTITY);
    sums.merge(observed(RandomModel.take(mentions, 5), Side.MENTION));
    sums.merge(observed(RandomModel.take(entities, 1, 0, 2), Side.ENTITY));
    sums.merge(observed(RandomModel.take(mentions, 4, 0, 1, 3, 2), Side.MENTION));
    requireClose(sums.freeze(), whole);
  }

  @Test
  void onlyTheFirstExpertsAreEverLit() {
    Features features = RandomModel.features(manager, CONFIG, "f", 9, 7, 5);
    GateStatistics statistics = RandomModel.statistics(matcher, features, features);
    for (int position = 0; position < 4; position++) {
      assertThat(statistics.mean(GateSite.TEXT, Side.MENTION, position, 2)).isZero();
      assertThat(statistics.mean(GateSite.TEXT, Side.MENTION, position, 3)).isZero();
    }
  }

  @Test
  void aMeanIsThatOfTheReleasedCode() {
    GateStatistics.Accumulator sums = filled(1.5);
    assertThat(sums.freeze().mean(GateSite.IMAGE, Side.ENTITY, 1, 1))
        .isEqualTo((float) ((1.5 + 1e-6) / 3));
  }

  @Test
  void aCellThatWasNeverLitStaysShut() {
    GateStatistics statistics = filled(0).freeze();
    try (NDArray active = manager.ones(new Shape(5, 2, 2))) {
      NDArray gates = statistics.scaled(GateSite.TEXT, Side.MENTION, active);
      assertThat(gates.toFloatArray()).containsOnly(0f);
    }
  }

  @Test
  void tensorsCarryAllThereIs() {
    Features features = RandomModel.features(manager, CONFIG, "f", 9, 7, 5);
    GateStatistics statistics = RandomModel.statistics(matcher, features, features);
    Map<String, float[]> tensors = statistics.toTensors();
    assertThat(tensors)
        .containsOnlyKeys(
            "gate_statistics.text.mention",
            "gate_statistics.text.entity",
            "gate_statistics.image.mention",
            "gate_statistics.image.entity",
            "gate_statistics.cross_ti.mention",
            "gate_statistics.cross_ti.entity",
            "gate_statistics.cross_it.mention",
            "gate_statistics.cross_it.entity");
    requireClose(GateStatistics.fromTensors(4, tensors::get), statistics);
  }

  @Test
  void unfitTensorsAreRefusedByName() {
    Map<String, float[]> tensors = filled(1).freeze().toTensors();
    assertThatThrownBy(() -> GateStatistics.fromTensors(3, tensors::get))
        .hasMessageContaining("gate_statistics.text.mention")
        .hasMessageContaining("3 x 3");
    tensors.get("gate_statistics.cross_it.entity")[0] = Float.NaN;
    assertThatThrownBy(() -> GateStatistics.fromTensors(2, tensors::get))
        .hasMessageContaining("gate_statistics.cross_it.entity")
        .hasMessageContaining("NaN");
    tensors.remove("gate_statistics.image.entity");
    assertThatThrownBy(() -> GateStatistics.fromTensors(2, tensors::get))
        .hasMessageContaining("gate_statistics.image.entity")
        .hasMessageContaining("is missing");
  }

  @Test
  void aSideThatWasNotObservedCannotBeFrozen() {
    Features features = RandomModel.features(manager, CONFIG, "f", 2, 7, 5);
    GateStatistics.Accumulator sums = observed(features, Side.MENTION);
    assertThatThrownBy(sums::freeze)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("gate_statistics.text.entity");
  }

  private GateStatistics.Accumulator observed(Features features, Side side) {
    GateStatistics.Accumulator sums = new GateStatistics.Accumulator(4);
    matcher.observe(features, side, sums);
    return sums;
  }

  /** Two experts, three items, the same sum in every cell. */
  private static GateStatistics.Accumulator filled(double sum) {
    GateStatistics.Accumulator sums = new GateStatistics.Accumulator(2);
    for (GateSite site : GateSite.values()) {
      for (Side side : Side.values()) {
        sums.add(site, side, new double[] {sum, sum, sum, sum}, 3);
      }
    }
    return sums;
  }

  private static void requireClose(GateStatistics actual, GateStatistics expected) {
    expected
        .toTensors()
        .forEach(
            (name, table) ->
                assertThat(actual.toTensors().get(name))
                    .containsExactly(table, within(Float32.ofSums(64, 1))));
  }
}
