package org.melange.kb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QidsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Q", "Q0", "Q01", "q1", "P1", "Q1 ", "Q-1", "Q٣", "Q1234567890123456789"})
  void rejectsInvalidIdentifiers(String text) {
    assertThat(Qids.isValid(text)).isFalse();
    assertThatThrownBy(() -> Qids.number(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Q1", "Q42", "Q131929", "Q999999999999999999"})
  void convertsToItsNumberAndBack(String qid) {
    assertThat(Qids.isValid(qid)).isTrue();
    assertThat(Qids.of(Qids.number(qid))).isEqualTo(qid);
  }

  @Test
  void ordersByNumber() {
    assertThat(Stream.of("Q10", "Q9", "Q100", "Q1").sorted(Qids.byNumber()))
        .containsExactly("Q1", "Q9", "Q10", "Q100");
    assertThatThrownBy(() -> Qids.of(0)).isInstanceOf(IllegalArgumentException.class);
  }
}
