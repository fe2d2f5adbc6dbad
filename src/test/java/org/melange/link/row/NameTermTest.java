package org.melange.link.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class NameTermTest {

  @Test
  void aCandidateGetsItsShareOfTheWeight() {
    NameTerm term = new NameTerm(64, 0);
    assertThat(term.value(0.5, true)).isEqualTo(32);
    assertThat(term.value(0.5, false)).isEqualTo(32);
    assertThat(NameTerm.NONE.value(1, true)).isZero();
    assertThat(NameTerm.NONE.isUsed()).isFalse();
    assertThat(term.isUsed()).isTrue();
  }

  @Test
  void anEqualLabelIsAboveEveryOtherNameByTheFloor() {
    NameTerm term = new NameTerm(0.1, 2);
    float least = term.value(0, true);
    float most = term.value(1, false);
    assertThat(least - most).isCloseTo(2, within(1e-6f));
  }

  @Test
  void anotherWeightKeepsTheFloorUnlessItIsZero() {
    NameTerm term = new NameTerm(0.1, 2);
    assertThat(term.withWeight(3)).isEqualTo(new NameTerm(3, 2));
    assertThat(term.withWeight(0)).isEqualTo(NameTerm.NONE);
    assertThat(term.withWeight(OptionalDouble.empty())).isEqualTo(term);
    assertThat(term.withWeight(OptionalDouble.of(1))).isEqualTo(new NameTerm(1, 2));
  }

  @Test
  void whatCannotBeAddedIsRefused() {
    double[][] bad = {{-1, 0}, {Double.NaN, 0}, {1, -1}, {1e39, 0}, {0, 2}};
    for (double[] term : bad) {
      assertThatThrownBy(() -> new NameTerm(term[0], term[1]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("not a name term");
    }
  }
}
