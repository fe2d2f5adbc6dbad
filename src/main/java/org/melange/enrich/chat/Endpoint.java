package org.melange.enrich.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Serializable;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Map;

/**
 * A service with the API of OpenAI.
 *
 * @param base URL that {@code /chat/completions} is appended to
 * @param model name of the model at the service
 * @param parameters further fields of a request, a JSON object such as {@code {"temperature":0}}
 * @param outputLimit the field that limits the length of an answer: {@code max_tokens} or {@code
 *     max_completion_tokens}
 * @param headers further headers of each request
 * @param keyHeader the header that carries the key
 * @param key the API key
 * @param timeouts of a request
 */
public record Endpoint(
    URI base,
    String model,
    String parameters,
    String outputLimit,
    Map<String, String> headers,
    String keyHeader,
    ApiKey key,
    Timeouts timeouts)
    implements Serializable {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Timeouts.
   *
   * @param connect for the connection
   * @param request for the complete answer
   */
  public record Timeouts(Duration connect, Duration request) implements Serializable {}

  /** Rejects parameters that are not a JSON object. */
  public Endpoint {
    if (!members(parameters).isObject()) {
      throw new IllegalArgumentException("parameters must be a JSON object, are " + parameters);
    }
    headers = Map.copyOf(headers);
  }

  /** An endpoint with default settings. */
  public static Endpoint of(URI base, String model) {
    return new Endpoint(
        base,
        model,
        "{}",
        "max_tokens",
        Map.of(),
        "Authorization",
        ApiKey.NONE,
        new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(60)));
  }

  /** A copy with another key. */
  public Endpoint with(ApiKey other) {
    return new Endpoint(base, model, parameters, outputLimit, headers, keyHeader, other, timeouts);
  }

  /** A copy with other timeouts. */
  public Endpoint with(Timeouts other) {
    return new Endpoint(base, model, parameters, outputLimit, headers, keyHeader, key, other);
  }

  /** A request to {@code path} below the base, with headers and key. */
  public HttpRequest.Builder request(String path) {
    String address = base.toString();
    URI uri = URI.create((address.endsWith("/") ? address : address + "/") + path);
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    headers.forEach(request::setHeader);
    key.into(request, keyHeader);
    return request;
  }

  /** The parameters, parsed. */
  JsonNode members() {
    return members(parameters);
  }

  private static JsonNode members(String parameters) {
    try {
      return JSON.readTree(parameters);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("parameters must be a JSON object, are " + parameters, e);
    }
  }
}
