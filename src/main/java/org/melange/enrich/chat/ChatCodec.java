package org.melange.enrich.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.melange.enrich.budget.Usage;
import org.melange.enrich.chat.ChatReply.Finish;

/** Requests and answers of the chat completions protocol as JSON. Thread-safe. */
public final class ChatCodec {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The fields that limit the length of an answer. */
  private static final List<String> OUTPUT_LIMITS = List.of("max_tokens", "max_completion_tokens");

  /** More tokens than any model accepts or generates. */
  private static final long MOST = 100_000_000;

  private final Endpoint endpoint;
  private final JsonNode parameters;

  /** The content of an answer. */
  public record Content(String text, Finish finish, Usage usage, String model) {}

  public ChatCodec(Endpoint endpoint) {
    this.endpoint = endpoint;
    this.parameters = endpoint.members();
  }

  /** The body of a request. */
  byte[] encode(ChatRequest request) {
    try {
      return JSON.writeValueAsBytes(body(request));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the response schema is not JSON", e);
    }
  }

  /** The body of a request as a tree. */
  public ObjectNode body(ChatRequest request) throws JsonProcessingException {
    ObjectNode body = JSON.createObjectNode().put("model", endpoint.model());
    ArrayNode messages = body.putArray("messages");
    if (!request.system().isEmpty()) {
      messages.addObject().put("role", "system").put("content", request.system());
    }
    messages.addObject().put("role", "user").put("content", request.user());
    if (OUTPUT_LIMITS.stream().noneMatch(parameters::has)) {
      body.put(endpoint.outputLimit(), request.maxOutputTokens());
    }
    if (!request.responseSchemaJson().isEmpty()) {
      body.putObject("response_format")
          .put("type", "json_schema")
          .putObject("json_schema")
          .put("name", "answer")
          .put("strict", true)
          .set("schema", JSON.readTree(request.responseSchemaJson()));
    }
    parameters.fields().forEachRemaining(field -> override(body, field));
    return body;
  }

  /** Parameters override the other fields; {@code null} removes one. */
  private static void override(ObjectNode body, Map.Entry<String, JsonNode> parameter) {
    if (parameter.getValue().isNull()) {
      body.remove(parameter.getKey());
    } else {
      body.set(parameter.getKey(), parameter.getValue());
    }
  }

  /** Parses a body; empty if it is not a chat completion. */
  Optional<Content> decode(ChatRequest request, byte[] body) {
    try {
      return decode(request, JSON.readTree(body));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Decodes a chat completion; empty if it is not one. */
  Optional<Content> decode(ChatRequest request, JsonNode body) {
    return decode(body, usage -> usage(request, usage));
  }

  /** Decodes a chat completion without its request; there is no estimate then. */
  public Optional<Content> decode(JsonNode body) {
    return decode(body, usage -> reported(usage).orElse(Usage.NONE));
  }

  private Optional<Content> decode(JsonNode body, Function<JsonNode, Usage> counts) {
    JsonNode choice = body.path("choices").path(0);
    JsonNode message = choice.path("message");
    if (!message.isObject()) {
      return Optional.empty();
    }
    String model = body.path("model").asText(endpoint.model());
    Usage usage = counts.apply(body.path("usage"));
    String refusal = message.path("refusal").asText("");
    String text = text(message.path("content"));
    Finish finish = finish(choice.path("finish_reason").asText(""), refusal);
    String content = refusal.isEmpty() ? text : refusal;
    return Optional.of(new Content(content, finish, usage, model));
  }

  /** The text of a content, which may be a list of parts; only text parts count. */
  private static String text(JsonNode content) {
    if (!content.isArray()) {
      return content.asText("");
    }
    StringBuilder text = new StringBuilder();
    content.forEach(part -> text.append(part.path("text").asText("")));
    return text.toString();
  }

  private static Finish finish(String reason, String refusal) {
    if (!refusal.isEmpty() || reason.equals("content_filter")) {
      return Finish.REFUSED;
    }
    return reason.equals("length") ? Finish.TRUNCATED : Finish.COMPLETE;
  }

  /** The tokens that the service reports; the estimate if it reports none. */
  static Usage usage(ChatRequest request, JsonNode usage) {
    return reported(usage).orElseGet(request::estimate);
  }

  /** The tokens that a body reports; zero if it reports none. */
  Usage reported(byte[] body) {
    try {
      return reported(JSON.readTree(body).path("usage")).orElse(Usage.NONE);
    } catch (IOException e) {
      return Usage.NONE;
    }
  }

  /**
   * The tokens that the service reports and charges for. An answer may use more than the request
   * allows, and reasoning tokens may be included in the total only. Empty if the values are not
   * counts.
   */
  private static Optional<Usage> reported(JsonNode usage) {
    long in = count(usage.path("prompt_tokens"));
    long out =
        Math.max(count(usage.path("completion_tokens")), count(usage.path("total_tokens")) - in);
    return in > 0 && out >= 0 ? Optional.of(new Usage(in, out)) : Optional.empty();
  }

  private static long count(JsonNode number) {
    boolean count = number.canConvertToLong() && number.asLong() >= 0 && number.asLong() <= MOST;
    return count ? number.asLong() : -1;
  }
}
