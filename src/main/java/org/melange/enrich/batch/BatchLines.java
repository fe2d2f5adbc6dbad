package org.melange.enrich.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.melange.enrich.chat.ApiKey;
import org.melange.enrich.chat.ChatCodec;
import org.melange.enrich.chat.ChatReply;
import org.melange.enrich.chat.ChatReply.Answered;
import org.melange.enrich.chat.ChatReply.Exhausted;
import org.melange.enrich.chat.Endpoint;
import org.melange.enrich.chat.Responses;
import org.melange.enrich.chat.ServiceError;

/** The lines of batch files: questions in input files, replies in output files. */
final class BatchLines {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final ChatCodec codec;
  private final ApiKey key;

  /** A line of an output file. */
  record Line(String key, ChatReply reply) {}

  BatchLines(Endpoint endpoint) {
    codec = new ChatCodec(endpoint);
    key = endpoint.key();
  }

  /** The line of a question, with its line break. */
  byte[] question(BatchQuestion question) {
    ObjectNode line = JSON.createObjectNode();
    line.put("custom_id", question.key()).put("method", "POST").put("url", "/v1/chat/completions");
    try {
      line.set("body", codec.body(question.request()));
      return (JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the response schema is not JSON", e);
    }
  }

  /** Parses a line of an output file; null if it is invalid. */
  Line parse(String text) {
    try {
      JsonNode line = JSON.readTree(text);
      String name = line.path("custom_id").asText("");
      return name.isEmpty() ? null : new Line(name, reply(line));
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  private ChatReply reply(JsonNode line) {
    JsonNode response = line.path("response");
    int status = response.path("status_code").asInt(0);
    JsonNode body = response.path("body");
    if (status != 200) {
      JsonNode said = body.path("error").isObject() || body.has("message") ? body : line;
      return failed(ServiceError.of(status, said, "", key));
    }
    return ServiceError.within(body, key).map(BatchLines::failed).orElseGet(() -> answered(body));
  }

  private ChatReply answered(JsonNode body) {
    return codec
        .decode(body)
        .<ChatReply>map(
            said ->
                new Answered(
                    said.text(), said.finish(), said.usage(), said.model(), Duration.ZERO, 1))
        .orElseGet(() -> new Exhausted(1, "200, but not a chat completion"));
  }

  private static ChatReply failed(ServiceError error) {
    return switch (error.kind()) {
      case QUESTION, REQUEST, CALLER -> Responses.rejected(error);
      default -> new Exhausted(1, error.message());
    };
  }
}
