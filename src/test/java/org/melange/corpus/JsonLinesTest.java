package org.melange.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.melange.corpus.Rejection.Reason;

/** What a line may be, and what people are told of one that it may not. */
class JsonLinesTest {

  private final JsonLines lines = new JsonLines(5_000);

  @Test
  void aLineMayBeAsLongAsTheLimit() throws ParseException {
    String line = "{\"a\":\"\uD83C\uDF0D\"}";
    assertThat(new JsonLines(10).read(line).string("a")).contains("\uD83C\uDF0D");
    assertRejected(new JsonLines(9), line, Reason.TOO_LARGE, "10 chars, the limit is 9");
    assertThatThrownBy(() -> new JsonLines(0)).hasMessageContaining("positive: 0");
  }

  /** Jackson has a limit of its own, of twenty million. */
  @Test
  void oneTextMayFillTheLine() throws ParseException {
    String text = "x".repeat(20_000_100);
    assertThat(new JsonLines(20_000_200).read("{\"a\":\"" + text + "\"}").string("a"))
        .hasValueSatisfying(read -> assertThat(read).hasSameSizeAs(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t", "\uFEFF", "\uFEFF "})
  void aBlankLineIsMalformed(String line) {
    assertRejected(lines, line, Reason.MALFORMED, "the line is blank");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":1,\"a\":2} | Duplicate field 'a', in 'a' (line 1, column 11)",
        "{\"a\":1} x | Unrecognized token 'x'",
        "{\"a\":{\"b\":[1,NaN]}} | 'NaN' is not allowed in JSON, in 'a/b/1' (line 1, column ",
        "{'a':1} | (line 1, column ",
        "{\"a\":01} | (line 1, column ",
        "{\"a\":1,} | (line 1, column ",
        "{\"a\":\"b | in 'a' (line 1, column ",
        "{\"a\":[ | expected close marker for Array (start marker at line: 1, column: 6), in 'a'",
      })
  void aSyntaxErrorIsToldWithItsPlace(String line, String message) {
    assertRejected(lines, line, Reason.MALFORMED, message);
  }

  @Test
  void numbersHaveAThousandDigitsAtMost() throws ParseException {
    assertThat(lines.read("{\"a\":" + "9".repeat(1_000) + "}").integer("a"))
        .contains(Long.MAX_VALUE);
    assertRejected(lines, "{\"a\":" + "9".repeat(1_001) + "}", Reason.TOO_LARGE, "1001");
  }

  private static void assertRejected(JsonLines lines, String line, Reason reason, String message) {
    ParseException failure = catchThrowableOfType(ParseException.class, () -> lines.read(line));
    assertThat(failure.reason()).isEqualTo(reason);
    assertThat(failure).hasMessageContaining(message);
    assertThat(failure.getMessage()).doesNotContain("`", "Source", "Feature", "Constraints");
  }
}
