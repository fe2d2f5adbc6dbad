package org.melange.enrich.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * An error that a service reports, either with an HTTP status or as an {@code error} member of a
 * response with status 200.
 *
 * @param status the HTTP status, or the one that the error corresponds to
 * @param codes the error's {@code code}, {@code type} and inner codes in lower case
 * @param message one short line without the key; begins with the status
 */
public record ServiceError(int status, List<String> codes, String message) {

  /** What an error is about; this determines whether the request is retried. */
  public enum Kind {
    /** The content of the question, according to a filter or policy of the service. */
    QUESTION,
    /** The request, whatever its question: a parameter, a limit, the length, a permission. */
    REQUEST,
    /** The caller: the key, the credit, the model or the path. */
    CALLER,
    /** A rate limit. */
    THROTTLED,
    /** A conflict or timeout at the service; a retry may help. */
    TRANSIENT,
    /** A failure of the service. */
    BROKEN
  }

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int OK = 200;
  private static final int MAX_MESSAGE = 300;

  /** Substrings of the error codes of content filters. */
  private static final List<String> CONTENT =
      List.of(
          "content_filter",
          "content_policy",
          "moderation",
          "policyviolation",
          "data_inspection",
          "invalid_prompt");

  private static final List<String> QUOTA =
      List.of("insufficient_quota", "billing_hard_limit", "billing_not_active");

  private static final Set<Integer> CALLER = Set.of(401, 402, 404, 405, 407);

  /** Parts of codes and types, and the status that each corresponds to; the first match counts. */
  private static final List<Known> KNOWN =
      List.of(
          new Known(400, CONTENT),
          new Known(429, QUOTA),
          new Known(429, List.of("rate_limit", "ratelimit", "too_many", "throttl")),
          new Known(401, List.of("authentication", "api_key", "unauthorized")),
          new Known(403, List.of("permission", "forbidden")),
          new Known(404, List.of("not_found", "notfound")),
          new Known(503, List.of("overloaded", "unavailable", "timeout")),
          new Known(500, List.of("server_error", "internal", "api_error")),
          new Known(
              400, List.of("invalid", "unsupported", "bad_request", "badrequest", "context_")));

  private record Known(int status, List<String> parts) {}

  /** The error of a response with {@code status}, which is not 200. */
  public static ServiceError of(int status, byte[] body, ApiKey key) {
    String text = new String(body, StandardCharsets.UTF_8);
    try {
      return of(status, JSON.readTree(body), text, key);
    } catch (IOException e) {
      return new ServiceError(status, List.of(), message(status, text, key));
    }
  }

  /** As above, for a parsed body. */
  public static ServiceError of(int status, JsonNode body, String text, ApiKey key) {
    JsonNode root = body == null ? MissingNode.getInstance() : body;
    JsonNode error = root.path("error").isObject() ? root.path("error") : root;
    String said = error.path("message").asText("");
    return new ServiceError(
        status, codes(error), message(status, said.isEmpty() ? text : said, key));
  }

  /** The error within a response with status 200, if there is one and no answer. */
  static Optional<ServiceError> within(byte[] body, ApiKey key) {
    try {
      return within(JSON.readTree(body), key);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** As above, for a parsed body. */
  public static Optional<ServiceError> within(JsonNode body, ApiKey key) {
    JsonNode top = body.path("error");
    JsonNode choice = body.path("choices").path(0);
    boolean answered = !choice.path("message").path("content").asText("").isEmpty();
    JsonNode error = isPresent(top) ? top : choice.path("error");
    if (answered || !isPresent(error)) {
      return Optional.empty();
    }
    String said = error.isTextual() ? error.asText() : error.path("message").asText("");
    List<String> codes = codes(error);
    int status = status(error.path("code"), codes);
    String text = said.isEmpty() ? error.toString() : said;
    return Optional.of(new ServiceError(status, codes, message(status, text, key)));
  }

  private static boolean isPresent(JsonNode error) {
    return error.isObject() ? !error.isEmpty() : error.isTextual() && !error.asText().isBlank();
  }

  private static int status(JsonNode code, List<String> codes) {
    int number = code.asInt(0);
    if (number >= 400 && number < 600) {
      return number;
    }
    return KNOWN.stream()
        .filter(known -> containsAny(codes, known.parts()))
        .map(Known::status)
        .findFirst()
        .orElse(502);
  }

  private static List<String> codes(JsonNode error) {
    JsonNode inner = error.path("innererror").path("code");
    boolean flagged = error.path("metadata").has("flagged_input");
    return List.of(
            error.path("code").asText(""),
            error.path("type").asText(""),
            inner.asText(""),
            flagged ? "moderation" : "")
        .stream()
        .filter(code -> !code.isEmpty() && !code.equals("null"))
        .map(code -> code.toLowerCase(Locale.ROOT))
        .toList();
  }

  private static boolean containsAny(List<String> codes, List<String> parts) {
    return codes.stream().anyMatch(code -> parts.stream().anyMatch(code::contains));
  }

  /** The key is hidden before the text is truncated, because a part of it is a secret too. */
  private static String message(int status, String text, ApiKey key) {
    return (status + " " + line(text, key)).strip();
  }

  /** A message of the service on one short line, without the key, which some services repeat. */
  static String line(String text, ApiKey key) {
    String line = key.hide(text).replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
    String head = TextTruncation.head(line, MAX_MESSAGE);
    return head.length() < line.length() ? head + "..." : line;
  }

  /** What the error is about. */
  public Kind kind() {
    boolean content = status >= 400 && status < 500 && containsAny(codes, CONTENT);
    if (content) {
      return Kind.QUESTION;
    }
    if (status == 429) {
      return containsAny(codes, QUOTA) ? Kind.CALLER : Kind.THROTTLED;
    }
    if (status == 408 || status == 409) {
      return Kind.TRANSIENT;
    }
    if (status >= 500 || status < OK) {
      return Kind.BROKEN;
    }
    return CALLER.contains(status) ? Kind.CALLER : Kind.REQUEST;
  }
}
