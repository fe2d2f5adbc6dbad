package org.melange.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordBoundariesTest {

  @ParameterizedTest
  @CsvSource({
    "Hill, 0, true",
    "Hill, 4, true",
    "Hill, 2, false",
    "Jo Hill, 3, true",
    "Hill's, 4, true",
    "A4, 1, false",
    "Москва, 3, false",
    "在北京大学, 3, true",
    "ผมกรุงเทพ, 2, true",
    "กำ, 1, true",
    "e\u0301t, 1, false", // inside é
    "e\u0301t, 2, false", // é belongs to the word
    "ที่, 1, false", // before a vowel sign
    "서울시, 2, false",
    "iPhone和, 6, true",
  })
  void lieBetweenWords(String text, int index, boolean boundary) {
    assertThat(WordBoundaries.at(text, index)).isEqualTo(boundary);
  }

  @Test
  void preferWholeWords() {
    assertThat(WordBoundaries.find("Hillary and Hill", "Hill")).isEqualTo(12);
    assertThat(WordBoundaries.find("Hillary", "Hill")).isZero();
    assertThat(WordBoundaries.find("Rome", "Hill")).isEqualTo(-1);
  }
}
