package org.melange.kb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
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

  @Test
  void parsesTheFormsThatFilesHave() {
    for (String written :
        List.of(
            "Q42",
            " q42 ",
            "wd:Q42",
            "http://www.wikidata.org/entity/Q42",
            "https://www.wikidata.org/wiki/Q42",
            "<https://wikidata.org/entity/Q42>")) {
      assertThat(Qids.parse(written)).as(written).contains("Q42");
    }
    for (String written :
        List.of("", "42", "Q", "Q0", "Q042", "Q4 2", "L42", "http://example.org/Q42", "Q42/x")) {
      assertThat(Qids.parse(written)).as(written).isEmpty();
    }
  }
}
