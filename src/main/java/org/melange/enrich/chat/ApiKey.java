package org.melange.enrich.chat;

import java.io.Serializable;
import java.net.http.HttpRequest;

/**
 * The key to a service, or none. Says what it is to nobody but the service: its text form is the
 * same for all keys.
 */
public final class ApiKey implements Serializable {

  private static final long serialVersionUID = 1L;

  /** For services that want none. */
  public static final ApiKey NONE = new ApiKey("");

  private final String key;

  private ApiKey(String key) {
    this.key = key;
  }

  /**
   * The key that {@code text} holds, blanks around it left out; {@link #NONE} if there is nothing
   * else.
   *
   * @throws IllegalArgumentException if no header can carry it
   */
  public static ApiKey of(String text) {
    String key = text.strip();
    // The HTTP client would repeat what it cannot send.
    if (!key.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new IllegalArgumentException("the API key holds characters that no header can carry");
    }
    return key.isEmpty() ? NONE : new ApiKey(key);
  }

  /** Whether there is one. */
  public boolean isPresent() {
    return !key.isEmpty();
  }

  /** Puts the key into a request. */
  void into(HttpRequest.Builder request, String header) {
    if (isPresent()) {
      request.setHeader(header, header.equalsIgnoreCase("Authorization") ? "Bearer " + key : key);
    }
  }

  /** {@code text} without the key, should somebody have repeated it. */
  String hide(String text) {
    return isPresent() ? text.replace(key, "***") : text;
  }

  @Override
  public String toString() {
    return isPresent() ? "ApiKey[hidden]" : "ApiKey[none]";
  }
}
