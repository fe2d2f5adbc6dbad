package org.melange.corpus;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.melange.corpus.Rejection.Reason;

/**
 * A JSON object with typed access to its fields. A null counts as absent; a field of the wrong type
 * is rejected.
 *
 * @param node the object
 */
public record JsonRecord(ObjectNode node) {

  private static final int MAX_SHOWN = 40;

  /** Rejects null. */
  public JsonRecord {
    requireNonNull(node, "node");
  }

  /** The record of {@code node}, which must be an object. */
  public static JsonRecord of(JsonNode node, String what) throws ParseException {
    if (node instanceof ObjectNode object) {
      return new JsonRecord(object);
    }
    throw wrongType(what, "a JSON object", node);
  }

  /** The value of the first of {@code keys} that is present and not null. */
  public Optional<JsonNode> value(String... keys) {
    return Arrays.stream(keys)
        .map(node::get)
        .filter(value -> value != null && !value.isNull())
        .findFirst();
  }

  /** A string. */
  public Optional<String> string(String... keys) throws ParseException {
    Optional<JsonNode> value = value(keys);
    if (value.isPresent() && !value.get().isTextual()) {
      throw wrongType(key(keys), "a string", value.get());
    }
    return value.map(JsonNode::textValue);
  }

  /** A string, or an integer as a string: {@code 17.0} gives {@code 17}. */
  public Optional<String> identifier(String... keys) throws ParseException {
    Optional<JsonNode> value = value(keys);
    if (value.isEmpty() || value.get().isTextual()) {
      return value.map(JsonNode::textValue);
    }
    return Optional.of(
        WholeNumbers.of(value.get())
            .orElseThrow(() -> wrongType(key(keys), "a string or a whole number", value.get()))
            .toString());
  }

  /**
   * An integer, such as 9 or 9.0. A value outside the range of {@code long} becomes the nearest.
   */
  public Optional<Long> integer(String... keys) throws ParseException {
    Optional<JsonNode> value = value(keys);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        WholeNumbers.nearestLong(value.get())
            .orElseThrow(() -> wrongType(key(keys), "a whole number", value.get())));
  }

  /** A truth value. */
  public Optional<Boolean> bool(String... keys) throws ParseException {
    Optional<JsonNode> value = value(keys);
    if (value.isPresent() && !value.get().isBoolean()) {
      throw wrongType(key(keys), "true or false", value.get());
    }
    return value.map(JsonNode::booleanValue);
  }

  /** An array. */
  public Optional<JsonNode> array(String... keys) throws ParseException {
    Optional<JsonNode> value = value(keys);
    if (value.isPresent() && !value.get().isArray()) {
      throw wrongType(key(keys), "an array", value.get());
    }
    return value;
  }

  /** An array of strings; a string counts as an array of one, and nulls are skipped. */
  public List<String> strings(String... keys) throws ParseException {
    Optional<JsonNode> value = value(keys);
    if (value.isPresent() && value.get().isTextual()) {
      return List.of(value.get().textValue());
    }
    List<String> strings = new ArrayList<>();
    Optional<JsonNode> array = array(keys);
    if (array.isPresent()) {
      addStrings(key(keys), array.get(), strings);
    }
    return strings;
  }

  /** The fields that are not in {@code known}, in their order, as a JSON object. */
  public ObjectNode without(Set<String> known) {
    ObjectNode rest = JsonNodeFactory.instance.objectNode();
    rest.setAll(node);
    return rest.remove(known);
  }

  /** This record with further text fields; fields that it has, even null ones, override them. */
  public JsonRecord withAbsent(Map<String, String> fields) {
    if (fields.isEmpty()) {
      return this;
    }
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    all.setAll(node);
    fields.forEach(
        (key, value) -> {
          if (!all.has(key)) {
            all.put(key, value);
          }
        });
    return new JsonRecord(all);
  }

  @Override
  public String toString() {
    return node.toString();
  }

  /** The key of the value that {@link #value} returns. */
  private String key(String... keys) {
    return Arrays.stream(keys).filter(node::hasNonNull).findFirst().orElse(keys[0]);
  }

  private static void addStrings(String key, JsonNode array, List<String> strings)
      throws ParseException {
    for (JsonNode element : array) {
      if (element.isTextual()) {
        strings.add(element.textValue());
      } else if (!element.isNull()) {
        throw wrongType("an element of " + key, "a string", element);
      }
    }
  }

  /** The exception for a value of the wrong type. */
  public static ParseException wrongType(String what, String expected, JsonNode found) {
    String type = found.getNodeType().name().toLowerCase(Locale.ROOT);
    String value = found.isNumber() && found.asText().length() <= MAX_SHOWN ? " " + found : "";
    return new ParseException(
        Reason.WRONG_TYPE, what + " must be " + expected + ", found a JSON " + type + value);
  }
}
