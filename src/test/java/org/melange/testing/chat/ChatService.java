package org.melange.testing.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/** What a service decides about a question. Thread-safe. */
final class ChatService {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final ChatServerOptions options;
  private final Function<JsonNode, ChatResponse> script;
  private final ChatCounts counts;
  private final SlidingLimit limit;
  private final Random random;

  ChatService(
      ChatServerOptions options, Function<JsonNode, ChatResponse> script, ChatCounts counts) {
    this.options = options;
    this.script = script;
    this.counts = counts;
    this.random = new Random(options.seed());
    this.limit =
        new SlidingLimit(
            options.requestsPerWindow(), options.tokensPerWindow(), options.windowMillis());
  }

  ChatServerOptions options() {
    return options;
  }

  SlidingLimit limit() {
    return limit;
  }

  ChatCounts counts() {
    return counts;
  }

  /** Whether a request carries the key. */
  boolean knows(String authorization) {
    return options.key().isEmpty() || ("Bearer " + options.key()).equals(authorization);
  }

  /** The fault that happens to the next request, or null. */
  synchronized Fault nextFault() {
    double chance = random.nextDouble();
    for (Fault fault : Fault.values()) {
      chance -= options.faults().getOrDefault(fault, 0.0);
      if (chance < 0) {
        counts.fault(fault);
        return fault;
      }
    }
    return null;
  }

  /** What is responded to a request. */
  ChatResponse respond(JsonNode request) {
    return script.apply(request);
  }

  /** The body of a true answer. */
  ObjectNode answer(JsonNode request) {
    return (ObjectNode) respond(request).body();
  }

  /** The body of an answer that does not follow the schema. */
  ObjectNode outside(JsonNode request) {
    return completion(request, "{\"choice\": \"something else altogether\"}");
  }

  /** The body of a true answer with counts that cannot be. */
  ObjectNode wronglyCounted(JsonNode request) {
    ObjectNode answer = answer(request);
    ObjectNode usage = (ObjectNode) answer.get("usage");
    switch (Math.floorMod(answer.toString().hashCode(), 4)) {
      case 0 -> usage.put("prompt_tokens", 1_000_000_000_000L);
      case 1 -> usage.put("completion_tokens", -5);
      case 2 -> usage.put("prompt_tokens", "many");
      default -> answer.remove("usage");
    }
    return answer;
  }

  /** The body of an answer with the counts that belong to it. */
  static ObjectNode completion(JsonNode request, String content) {
    ObjectNode answer = JSON.createObjectNode();
    answer
        .put("id", "chatcmpl-" + Integer.toHexString(content.hashCode()))
        .put("object", "chat.completion")
        .put("created", 1_700_000_000)
        .put("model", request.path("model").asText() + "-2026");
    ObjectNode choice = answer.putArray("choices").addObject().put("index", 0);
    choice.putObject("message").put("role", "assistant").put("content", content);
    choice.put("finish_reason", "stop");
    long in = inputTokens(request);
    long out = Math.max(1, content.length() / 4);
    answer
        .putObject("usage")
        .put("prompt_tokens", in)
        .put("completion_tokens", out)
        .put("total_tokens", in + out);
    return answer;
  }

  /** Tokens read and written for a request: what the limit counts. */
  static long tokens(JsonNode request, ChatResponse response) {
    return inputTokens(request) + response.body().path("usage").path("completion_tokens").asLong(1);
  }

  private static long inputTokens(JsonNode request) {
    long chars = 0;
    for (JsonNode message : request.path("messages")) {
      chars += message.path("content").asText().length();
    }
    return 8 + chars / 4;
  }

  /** The body of an error. */
  static String error(String code, String message) {
    ObjectNode error = JSON.createObjectNode();
    error.putObject("error").put("message", message).put("type", code).put("code", code);
    return error.toString();
  }

  static Map<String, String> json() {
    return Map.of("content-type", "application/json");
  }
}
