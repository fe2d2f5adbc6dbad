package org.melange.kb.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.melange.kb.index.NameIndexBuilder;

/** Floors are two points below what was measured when they were set. */
class CandidateRecallTest {

  @ParameterizedTest
  @CsvSource({"WikiDiverse, 0.751, 0.917", "WikiMEL, 0.757, 0.964", "RichpediaMEL, 0.707, 0.926"})
  void staysAboveTheFloor(String set, double first, double fifty) {
    assumeTrue(DevelopmentEntities.present(set));
    CandidateIndex index =
        new CandidateIndex(
            NameIndexBuilder.of(DevelopmentEntities.names(DevelopmentEntities.entities(set))));
    Map<Integer, Double> recalls =
        new CandidateRecall(index).measure(DevelopmentEntities.mentions(set));
    assertThat(recalls.get(1)).isGreaterThan(first);
    assertThat(recalls.get(50)).isGreaterThan(fifty);
  }
}
