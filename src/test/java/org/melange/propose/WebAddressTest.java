package org.melange.propose;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which addresses of posts a page may link to. */
class WebAddressTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      quoteCharacter = '~',
      value = {
        "https://example.org https://example.org",
        "HTTP://example.org/a?b=c#d HTTP://example.org/a?b=c#d",
        "https://example.org:8080/ https://example.org:8080/",
        "https://example.org/ü https://example.org/ü",
        "https://example.org/\"|<b>\\^`{} https://example.org/%22%7C%3Cb%3E%5C%5E%60%7B%7D"
      })
  void addressesOfTheWeb(String address, String written) {
    assertThat(WebAddress.of(address)).hasValue(written);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "ftp://example.org/",
        "//example.org/",
        "https:///x",
        "https://",
        "https://user@example.org/",
        "https://example.org/a b",
        "https://example.org/a\tS854",
        "https://example.org/\u202e",
        "https://exa\"mple.org/"
      })
  void others(String address) {
    assertThat(WebAddress.of(address)).isEmpty();
  }

  @Test
  void longOnesAndNone() {
    assertThat(WebAddress.of("https://example.org/" + "x".repeat(481))).isEmpty();
    assertThat(WebAddress.of(null)).isEmpty();
  }
}
