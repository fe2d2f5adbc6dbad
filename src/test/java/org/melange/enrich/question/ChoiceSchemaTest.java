package org.melange.enrich.question;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

/** The strict format of an answer. */
class ChoiceSchemaTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "'{\"choice\": \"1\"}', 0",
        "'{\"choice\": \"3\"}', 2",
        "' \n{\"choice\":\"2\"} \n', 1",
        "'{\"choice\": \"none\"}', -1"
      })
  void validChoicesAreParsed(String answer, int index) {
    assertThat(ChoiceSchema.parse(answer, 3)).contains(new ChoiceSchema.Choice(index));
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(
      strings = {
        "1",
        "\"1\"",
        "null",
        "{}",
        "[]",
        "{\"choice\": 1}",
        "{\"choice\": null}",
        "{\"choice\": \"0\"}",
        "{\"choice\": \"4\"}",
        "{\"choice\": \"-1\"}",
        "{\"choice\": \"01\"}",
        "{\"choice\": \"1 \"}",
        "{\"choice\": \"None\"}",
        "{\"choice\": [\"1\"]}",
        "{\"choice\": \"1\", \"choice\": \"2\"}",
        "{\"choice\": \"1\", \"why\": \"x\"}",
        "{\"Choice\": \"1\"}",
        "{\"choice\": \"1\"",
        "{\"choice\": \"1\"} {\"choice\": \"2\"}",
        "{\"choice\": \"1\"} as asked",
        "```json\n{\"choice\": \"1\"}\n```",
        "Sure! {\"choice\": \"1\"}",
        "{\"choice\": \"a description of my own\"}"
      })
  void anythingElseIsMalformed(String answer) {
    assertThat(ChoiceSchema.parse(answer == null ? "" : answer, 3)).isEmpty();
  }

  @Test
  void theSchemaAllowsTheChoicesOnly() throws IOException {
    JsonNode schema = new ObjectMapper().readTree(ChoiceSchema.schema(2));
    assertThat(schema.path("properties").path("choice").path("enum"))
        .extracting(JsonNode::textValue)
        .containsExactly("1", "2", "none");
    assertThat(schema.path("required")).extracting(JsonNode::textValue).containsExactly("choice");
    assertThat(schema.path("additionalProperties").booleanValue()).isFalse();
    assertThat(schema.path("properties")).hasSize(1);
  }

  @Test
  void aChoiceHasItsDescription() {
    Question question = new Question("x", "x", List.of("a", "b"));
    assertThat(ChoiceSchema.parse("{\"choice\": \"2\"}", 2).orElseThrow().of(question))
        .contains("b");
    assertThat(ChoiceSchema.parse("{\"choice\": \"none\"}", 2).orElseThrow().of(question))
        .isEmpty();
  }
}
