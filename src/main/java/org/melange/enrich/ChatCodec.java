package org.melange.enrich;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;
import org.melange.enrich.ChatReply.Finish;

/** Requests and answers of the chat completions protocol as JSON. Thread-safe. */
final class ChatCodec {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** What services add to a question around its text, at most. */
  private static final int WRAPPING = 1024;

  /** Code points of an error that are shown. */
  private static final int MAX_ERROR = 300;

  /** Tokens that no model reads at once. */
  private static final long MOST = 100_000_000;

  private final Endpoint endpoint;
  private final JsonNode parameters;

  /** What an answer says. */
  record Content(String text, Finish finish, Usage usage, String model) {}

  ChatCodec(Endpoint endpoint) {
    this.endpoint = endpoint;
    this.parameters = endpoint.members();
  }

  /** The body of a request. */
  byte[] encode(ChatRequest request) {
    try {
      return JSON.writeValueAsBytes(body(request));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the response schema is no JSON", e);
    }
  }

  /** The body of a request as a tree. */
  ObjectNode body(ChatRequest request) throws JsonProcessingException {
    ObjectNode body = JSON.createObjectNode().put("model", endpoint.model());
    ArrayNode messages = body.putArray("messages");
    if (!request.system().isEmpty()) {
      messages.addObject().put("role", "system").put("content", request.system());
    }
    messages.addObject().put("role", "user").put("content", request.user());
    body.put(endpoint.outputLimit(), request.maxOutputTokens());
    parameters.fields().forEachRemaining(field -> body.set(field.getKey(), field.getValue()));
    if (!request.responseSchemaJson().isEmpty()) {
      body.putObject("response_format")
          .put("type", "json_schema")
          .putObject("json_schema")
          .put("name", "answer")
          .put("strict", true)
          .set("schema", JSON.readTree(request.responseSchemaJson()));
    }
    return body;
  }

  /** What a body says, or nothing if it is no chat completion. */
  Optional<Content> decode(ChatRequest request, byte[] body) {
    try {
      return decode(request, JSON.readTree(body));
    } catch (java.io.IOException e) {
      return Optional.empty();
    }
  }

  /** What a chat completion says, or nothing if it is none. */
  Optional<Content> decode(ChatRequest request, JsonNode body) {
    return decode(body, usage -> usage(request, usage));
  }

  /** The same where the question is not at hand: counts are taken as they are, if they can be. */
  Optional<Content> decode(JsonNode body) {
    return decode(body, ChatCodec::usage);
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
    String text = message.path("content").asText("");
    Finish finish = finish(choice.path("finish_reason").asText(""), refusal);
    String content = refusal.isEmpty() ? text : refusal;
    return Optional.of(new Content(content, finish, usage, model));
  }

  private static Finish finish(String reason, String refusal) {
    if (!refusal.isEmpty() || reason.equals("content_filter")) {
      return Finish.REFUSED;
    }
    return reason.equals("length") ? Finish.CUT : Finish.COMPLETE;
  }

  /**
   * What the service counted. Budgets are kept by it, so a count that cannot be is replaced by the
   * estimate: a token has a byte at least, and an answer no more tokens than were allowed.
   */
  static Usage usage(ChatRequest request, JsonNode usage) {
    JsonNode in = usage.path("prompt_tokens");
    JsonNode out = usage.path("completion_tokens");
    long bytes = utf8(request.system()) + utf8(request.user()) + utf8(request.responseSchemaJson());
    boolean believable =
        in.canConvertToLong()
            && out.canConvertToLong()
            && in.asLong() > 0
            && in.asLong() <= bytes + WRAPPING
            && out.asLong() >= 0
            && out.asLong() <= request.maxOutputTokens();
    return believable ? new Usage(in.asLong(), out.asLong()) : request.estimate();
  }

  private static Usage usage(JsonNode usage) {
    long in = usage.path("prompt_tokens").asLong(-1);
    long out = usage.path("completion_tokens").asLong(-1);
    boolean believable = in >= 0 && in <= MOST && out >= 0 && out <= MOST;
    return believable ? new Usage(in, out) : Usage.NONE;
  }

  private static long utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** What an error body says, in one short line without the key, which services repeat. */
  static String error(byte[] body, ApiKey key) {
    String text = new String(body, StandardCharsets.UTF_8);
    try {
      JsonNode message = JSON.readTree(body).path("error").path("message");
      text = message.isTextual() ? message.asText() : text;
    } catch (java.io.IOException e) {
      // Then it is shown as it stands.
    }
    // Before it is cut: a part of the key tells, too.
    String line = key.hide(text).replaceAll("\\s+", " ").strip();
    String head = TextWindow.head(line, MAX_ERROR);
    return head.length() < line.length() ? head + "..." : line;
  }

  /** The code of an error, or empty. */
  static String errorCode(byte[] body) {
    try {
      return JSON.readTree(body).path("error").path("code").asText("");
    } catch (java.io.IOException e) {
      return "";
    }
  }
}
