package org.melange.enrich.question;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;
import org.melange.config.Enrichment.AnswerParsing;
import org.melange.enrich.question.ChoiceSchema.Choice;

/** Answers of models that ignore the schema. */
class LenientAnswersTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      delimiter = '|',
      value = {
        "'```json\n{\"choice\":\"2\"}\n```'                              | 1",
        "'```\n2\n```'                                                   | 1",
        "'<think>\nHm, {\"choice\":\"1\"}?\n</think>\n\n{\"choice\":\"2\"}' | 1",
        "'It may be 1.\n</think>\n2'                                     | 1",
        "'{\"choice\":2}'                                                | 1",
        "'{\"choice\":\"2\"}\n\nExplanation: the post speaks of a concert.' | 1",
        "'Sure! {\"choice\": \"1\"}'                                     | 0",
        "'{\"choice\":\"2\",\"reason\":\"a {concert}\"}'                 | 1",
        "'{\"answer\":{\"choice\":\"3\"}}'                               | 2",
        "'[{\"choice\":\"3\"}]'                                          | 2",
        "'{\"choice\":\"2.\"}'                                           | 1",
        "'{\"choice\":\"None\"}'                                         | -1",
        "'{\"choice\":\"2\"} {\"choice\":\"2\"}'                         | 1",
        "'{oops} {\"choice\":\"2\"}'                                     | 1",
        "2                                                               | 1",
        "'\"2\"'                                                         | 1",
        "'**2.**'                                                        | 1",
        "NONE                                                            | -1"
      })
  void anUnambiguousChoiceIsParsed(String answer, int index) {
    assertThat(ChoiceSchema.parse(answer, 3, AnswerParsing.LENIENT)).contains(new Choice(index));
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(
      strings = {
        "{\"choice\":\"1\"} or {\"choice\":\"2\"}",
        "{\"choice\":\"1\",\"choice\":\"2\"}",
        "{\"choice\":\"4\"}",
        "{\"choice\":4}",
        "{\"choice\":0}",
        "{\"choice\":-1}",
        "{\"choice\":1.5}",
        "{\"choice\":null}",
        "{\"choice\":[1]}",
        "{\"choice\":\"1\"} {\"choice\":\"my own words\"}",
        "{\"choice\":\"a description of my own\"}",
        "{\"choice\":99999999999999999999}",
        "4",
        "1 or 2",
        "12",
        "The answer is 2",
        "<think>{\"choice\":\"1\"}",
        "{\"choice\":\"1\"",
        "{{{{{{"
      })
  void otherTextIsMalformed(String answer) {
    assertThat(ChoiceSchema.parse(answer == null ? "" : answer, 3, AnswerParsing.LENIENT))
        .isEmpty();
  }

  @Test
  void strictParsingAcceptsTheSchemaOnly() {
    assertThat(ChoiceSchema.parse("{\"choice\":2}", 3, AnswerParsing.STRICT)).isEmpty();
    assertThat(ChoiceSchema.parse("{\"choice\":\"2\"}", 3, AnswerParsing.STRICT))
        .contains(new Choice(1));
  }

  @Test
  void longAnswersAreParsedInLinearTime() {
    assertThat(LenientAnswers.parse("{\"a\":".repeat(10_000), 3)).isEmpty();
    assertThat(LenientAnswers.parse("{".repeat(1 << 22), 3)).isEmpty();
    assertThat(LenientAnswers.parse("2" + " ".repeat(1 << 20), 3)).contains(new Choice(1));
  }
}
