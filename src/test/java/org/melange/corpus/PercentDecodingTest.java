package org.melange.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PercentDecodingTest {

  /** The right-hand sides are what Python's unquote gives. */
  @ParameterizedTest
  @CsvSource({
    "Rome, Rome",
    "S%C3%A3o%20Paulo, São Paulo",
    "S%c3%a3o, São",
    "AC%2FDC, AC/DC",
    "%F0%9F%8C%8D, 🌍",
    "a+b, a+b",
    "100%, 100%",
    "100%2, 100%2",
    "%zz%41, %zzA",
    "%%41, %A",
    "%2541, %41",
    "%FF, \uFFFD",
    "%C3, \uFFFD",
    "%C3x, \uFFFDx",
    "%٤١, %٤١", // digits, but not hexadecimal ones
  })
  void decodesAsPythonDoes(String written, String decoded) {
    assertThat(PercentDecoding.decode(written)).isEqualTo(decoded);
  }

  @Test
  void sparesTextWithoutEscapes() {
    String text = "plain";
    assertThat(PercentDecoding.decode(text)).isSameAs(text);
  }
}
