package org.melange.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class LossValuesTest {

  @Test
  void theMeanWeighsBatchesByTheirSize() {
    LossValues.Mean mean = new LossValues.Mean();
    mean.add(new LossValues(6, Map.of("a", 4.0, "b", 2.0)), 3);
    mean.add(new LossValues(2, Map.of("a", 0.0, "b", 2.0)), 1);
    assertThat(mean.examples()).isEqualTo(4);
    assertThat(mean.values().total()).isCloseTo(5, within(1e-12));
    assertThat(mean.values().parts()).containsEntry("a", 3.0).containsEntry("b", 2.0);
  }

  @Test
  void theMeanDoesNotDependOnHowExamplesAreBatched() {
    LossValues.Mean single = new LossValues.Mean();
    LossValues.Mean batched = new LossValues.Mean();
    double sum = 0;
    for (int i = 1; i <= 12; i++) {
      single.add(new LossValues(i, Map.of("a", (double) i)), 1);
      sum += i;
      if (i % 4 == 0) {
        batched.add(new LossValues(sum / 4, Map.of("a", sum / 4)), 4);
        sum = 0;
      }
    }
    assertThat(batched.values().total()).isCloseTo(single.values().total(), within(1e-12));
    assertThat(batched.examples()).isEqualTo(single.examples());
  }

  @Test
  void partsKeepTheirOrderAndAreNotChanged() {
    Map<String, Double> parts = new LinkedHashMap<>();
    parts.put("z", 1.0);
    parts.put("a", 2.0);
    LossValues values = new LossValues(3, parts);
    parts.put("b", 9.0);
    assertThat(values.parts().keySet()).containsExactly("z", "a");
  }

  @Test
  void onlyFiniteLossesAreFinite() {
    assertThat(new LossValues(1, Map.of()).isFinite()).isTrue();
    assertThat(new LossValues(Double.NaN, Map.of()).isFinite()).isFalse();
    assertThat(new LossValues(Double.POSITIVE_INFINITY, Map.of()).isFinite()).isFalse();
  }

  @Test
  void aReportIsReadAsItWasWritten() {
    LossValues loss = new LossValues(1.5, Map.of("score", 1.5));
    for (OptionalDouble mrr : new OptionalDouble[] {OptionalDouble.empty(), OptionalDouble.of(0)}) {
      EpochReport report = new EpochReport(7, loss, mrr, 123.5, 60);
      assertThat(EpochReport.fromMap(report.toMap())).isEqualTo(report);
    }
    assertThat(new EpochReport(1, loss, OptionalDouble.empty(), 1, 1).toMap())
        .doesNotContainKey("mrr");
  }

  @Test
  void secondsLeftCountThisEpochAndThoseToCome() {
    assertThat(new StepReport(1, 3, 40, 100, 0, 10).secondsLeft()).isEqualTo(26);
    assertThat(new StepReport(3, 3, 100, 100, 0, 10).secondsLeft()).isZero();
    assertThat(new StepReport(1, Integer.MAX_VALUE, 0, Integer.MAX_VALUE, 0, 1).secondsLeft())
        .isGreaterThan(4e18);
  }
}
