package org.melange.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Serializable;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Limits of fetching images over HTTP.
 *
 * @param timeout for one image from name resolution to the last byte, including redirects and
 *     retries
 * @param maxRedirects the most redirects of one image
 * @param retries the most retries of one image after transient failures
 * @param connectionsPerHost the most connections of an executor to one host
 * @param requestsPerSecond the most requests a second of an executor to one host; 0: no limit
 * @param allow hosts, addresses and blocks ({@code 10.1.0.0/16}) that may be reached although they
 *     are not public
 * @param userAgent the User-Agent header
 */
public record WebPolicy(
    Duration timeout,
    int maxRedirects,
    int retries,
    int connectionsPerHost,
    double requestsPerSecond,
    List<String> allow,
    String userAgent)
    implements Serializable {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * @throws IllegalArgumentException if a number is out of range or an entry of {@code allow} is
   *     neither a host nor an address block
   */
  public WebPolicy {
    allow = List.copyOf(allow);
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("a timeout of " + timeout);
    }
    if (maxRedirects < 0 || retries < 0 || connectionsPerHost < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d redirects, %d retries, %d connections per host",
              maxRedirects,
              retries,
              connectionsPerHost));
    }
    if (!(requestsPerSecond >= 0)) {
      throw new IllegalArgumentException(requestsPerSecond + " requests a second");
    }
    new AddressRules(allow);
  }

  /** This policy as one line of JSON. */
  public String toJson() {
    ObjectNode json = JSON.createObjectNode();
    json.put("timeout", timeout.toString());
    json.put("max_redirects", maxRedirects).put("retries", retries);
    json.put("connections_per_host", connectionsPerHost);
    json.put("requests_per_second", requestsPerSecond).put("user_agent", userAgent);
    allow.forEach(json.putArray("allow")::add);
    return json.toString();
  }

  /**
   * Parses the output of {@link #toJson}.
   *
   * @throws IllegalArgumentException if the text is invalid
   */
  public static WebPolicy ofJson(String json) {
    try {
      JsonNode node = JSON.readTree(json);
      List<String> allow = new ArrayList<>();
      node.required("allow").forEach(entry -> allow.add(entry.asText()));
      return new WebPolicy(
          Duration.parse(node.required("timeout").asText()),
          node.required("max_redirects").asInt(),
          node.required("retries").asInt(),
          node.required("connections_per_host").asInt(),
          node.required("requests_per_second").asDouble(),
          allow,
          node.required("user_agent").asText());
    } catch (JsonProcessingException | DateTimeException e) {
      throw new IllegalArgumentException("no policy: " + json, e);
    }
  }
}
