package org.melange.propose;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Codes of languages at Wikidata. */
class LanguageCodeTest {

  @ParameterizedTest
  @CsvSource({
    "en, en",
    "EN, en",
    "en-GB, en-gb",
    "en-US, en",
    "pt_BR, pt-br",
    "zh-Hans-CN, zh-hans",
    "zh, zh",
    "zh-TW, zh-tw",
    "es-419, es",
    "de-DE-1996, de",
    "no, nb",
    "iw, he",
    "in, id",
    "yue, yue",
    "ka, ka",
    "' sr-Latn ', sr",
    "no-NO, nb"
  })
  void tagsHaveCodes(String tag, String code) {
    assertThat(LanguageCode.of(tag)).hasValue(code);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "und",
        "zxx",
        "mul",
        "qme",
        "xx",
        "english",
        "e",
        "en\tP31",
        "en|fr",
        "e\nn",
        "12",
        "{\"a\":1}",
        "en-",
        "zh-hans\"",
        "ｅｎ"
      })
  void othersHaveNone(String tag) {
    assertThat(LanguageCode.of(tag)).isEmpty();
  }

  @Test
  void noTagHasNone() {
    assertThat(LanguageCode.of(null)).isEmpty();
  }
}
