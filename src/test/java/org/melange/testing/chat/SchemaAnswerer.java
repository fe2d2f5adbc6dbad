package org.melange.testing.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Function;

/**
 * Answers by the schema of a question: where there is a choice, the question's hash decides, so the
 * same question gets the same answer.
 */
final class SchemaAnswerer implements Function<JsonNode, String> {

  @Override
  public String apply(JsonNode request) {
    JsonNode schema = request.path("response_format").path("json_schema").path("schema");
    String question = ChatHandler.question(request);
    return schema.isMissingNode()
        ? "The answer to " + question.hashCode()
        : value(schema, question.hashCode() & 0x7fffffff).toString();
  }

  private static JsonNode value(JsonNode schema, int hash) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    if (schema.has("enum")) {
      return schema.get("enum").get(hash % schema.get("enum").size());
    }
    if (schema.has("const")) {
      return schema.get("const");
    }
    return switch (schema.path("type").asText("object")) {
      case "integer", "number" -> nodes.numberNode(schema.path("minimum").asInt(0));
      case "string" -> nodes.textNode("text " + hash);
      case "boolean" -> nodes.booleanNode(hash % 2 == 0);
      case "array" -> nodes.arrayNode();
      default -> object(schema, hash);
    };
  }

  private static ObjectNode object(JsonNode schema, int hash) {
    ObjectNode object = new ObjectMapper().createObjectNode();
    schema
        .path("properties")
        .fields()
        .forEachRemaining(field -> object.set(field.getKey(), value(field.getValue(), hash)));
    return object;
  }
}
