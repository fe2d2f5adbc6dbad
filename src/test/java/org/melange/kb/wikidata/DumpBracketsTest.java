package org.melange.kb.wikidata;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DumpBracketsTest {

  /** A letter stands for an entity, a bar for the border of two ranges. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "[ab] complete",
        "[|a||b|] complete",
        "[a|b truncated",
        "a|] beginning",
        "| empty",
        "[a][b] one",
        "[[a] one",
        "[a]|] one",
        "[a]|b truncated"
      })
  void aDumpIsCompleteOrHasAFault(String lines, String expected) {
    DumpBrackets all = DumpBrackets.NONE;
    for (String range : lines.split("\\|", -1)) {
      DumpBrackets brackets = DumpBrackets.NONE;
      for (char line : range.toCharArray()) {
        brackets =
            brackets.then(DumpBrackets.ofLine(Character.isLetter(line) ? (byte) 0 : (byte) line));
      }
      all = all.then(brackets);
    }
    assertThat(all.fault().orElse("complete")).contains(expected);
  }
}
