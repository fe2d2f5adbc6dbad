package org.melange.enrich.chat;

import java.io.Serializable;
import java.net.http.HttpRequest;

/** The API key of a service, or none. {@link #toString} does not reveal it. */
public final class ApiKey implements Serializable {

  private static final long serialVersionUID = 1L;

  /** For services without a key. */
  public static final ApiKey NONE = new ApiKey("");

  private final String key;

  private ApiKey(String key) {
    this.key = key;
  }

  /**
   * Parses a key. Surrounding white space is removed; {@link #NONE} if nothing is left.
   *
   * @throws IllegalArgumentException if a header cannot contain it
   */
  public static ApiKey of(String text) {
    String key = text.strip();
    // The HTTP client would include an invalid value in its error message.
    if (!key.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new IllegalArgumentException(
          "the API key has characters that are not allowed in a header");
    }
    return key.isEmpty() ? NONE : new ApiKey(key);
  }

  /** Whether there is a key. */
  public boolean isPresent() {
    return !key.isEmpty();
  }

  /** Adds the key to a request. */
  void into(HttpRequest.Builder request, String header) {
    if (isPresent()) {
      request.setHeader(header, header.equalsIgnoreCase("Authorization") ? "Bearer " + key : key);
    }
  }

  /** {@code text} with each occurrence of the key masked. */
  String hide(String text) {
    return isPresent() ? text.replace(key, "***") : text;
  }

  @Override
  public String toString() {
    return isPresent() ? "ApiKey[hidden]" : "ApiKey[none]";
  }
}
