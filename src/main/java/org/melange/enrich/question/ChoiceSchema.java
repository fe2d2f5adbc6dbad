package org.melange.enrich.question;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.melange.config.Enrichment.AnswerParsing;

/**
 * The format of an answer: a JSON object whose only field, {@code choice}, is the number of one of
 * the descriptions, or {@code none}. {@link LenientAnswers} accepts other formats of the same
 * choice.
 */
public final class ChoiceSchema {

  /** The label for no description. */
  static final String NONE = "none";

  /** The field with the label. */
  static final String MEMBER = "choice";

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private ChoiceSchema() {}

  /** The label of the description at {@code index}. */
  static String label(int index) {
    return Integer.toString(index + 1);
  }

  /** The JSON schema of an answer that chooses among {@code choices} descriptions. */
  public static String schema(int choices) {
    ObjectNode schema = JSON.createObjectNode().put("type", "object");
    ObjectNode choice = schema.putObject("properties").putObject(MEMBER).put("type", "string");
    ArrayNode labels = choice.putArray("enum");
    for (int i = 0; i < choices; i++) {
      labels.add(label(i));
    }
    labels.add(NONE);
    schema.putArray("required").add(MEMBER);
    schema.put("additionalProperties", false);
    return schema.toString();
  }

  /**
   * Parses an answer.
   *
   * @param choices number of descriptions
   * @return the choice; empty if it is not one of the descriptions
   */
  static Optional<Choice> parse(String answer, int choices, AnswerParsing parsing) {
    Optional<Choice> strict = parse(answer, choices);
    return strict.isPresent() || parsing == AnswerParsing.STRICT
        ? strict
        : LenientAnswers.parse(answer, choices);
  }

  /**
   * Parses an answer that conforms to the schema.
   *
   * @return the choice; empty if the answer does not conform
   */
  public static Optional<Choice> parse(String answer, int choices) {
    try {
      JsonNode node = JSON.readTree(answer);
      return node != null && node.isObject() && node.size() == 1 && node.path(MEMBER).isTextual()
          ? choice(node.path(MEMBER).textValue(), choices)
          : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** The choice with this label; empty if there is none. */
  static Optional<Choice> choice(String label, int choices) {
    if (label.equals(NONE)) {
      return Optional.of(Choice.NONE);
    }
    for (int i = 0; i < choices; i++) {
      if (label.equals(label(i))) {
        return Optional.of(new Choice(i));
      }
    }
    return Optional.empty();
  }

  /**
   * A choice.
   *
   * @param index of the chosen description, or -1 for none
   */
  public record Choice(int index) {
    /** None of the descriptions. */
    static final Choice NONE = new Choice(-1);

    /** The chosen description, if there is one. */
    Optional<String> of(Question question) {
      return index < 0 ? Optional.empty() : Optional.of(question.choices().get(index));
    }
  }
}
