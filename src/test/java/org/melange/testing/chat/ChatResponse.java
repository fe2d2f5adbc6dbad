package org.melange.testing.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * What a {@link ChatServer} sends.
 *
 * @param status of HTTP
 * @param headers of an error
 * @param body in JSON
 */
public record ChatResponse(int status, Map<String, String> headers, JsonNode body) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** A body with status 200. */
  public static ChatResponse of(JsonNode body) {
    return new ChatResponse(200, Map.of(), body);
  }

  /** A completion with {@code content}, which ends for {@code finish}, and what was used for it. */
  public static ChatResponse completion(String content, String finish, int in, int out, int total) {
    ObjectNode body = JSON.createObjectNode().put("object", "chat.completion").put("model", "m");
    ObjectNode choice = body.putArray("choices").addObject().put("index", 0);
    choice.putObject("message").put("role", "assistant").put("content", content);
    choice.put("finish_reason", finish);
    body.putObject("usage")
        .put("prompt_tokens", in)
        .put("completion_tokens", out)
        .put("total_tokens", total);
    return of(body);
  }

  /** A completion with {@code content} and usual counts. */
  public static ChatResponse completion(String content) {
    return completion(content, "stop", 60, 6, 66);
  }

  /** An error as OpenAI and others word it; {@code code} may be null. */
  public static ChatResponse error(int status, String message, String type, String code) {
    ObjectNode body = JSON.createObjectNode();
    body.putObject("error")
        .put("message", message)
        .put("type", type)
        .putNull("param")
        .put("code", code);
    return new ChatResponse(status, Map.of(), body);
  }

  /** The same error in a response with status 200. */
  public ChatResponse within200() {
    return of(body);
  }
}
