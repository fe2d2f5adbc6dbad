package org.melange.enrich.budget;

import java.nio.charset.StandardCharsets;

/**
 * Estimates the tokens of a text, rather too high than too low: one token for three bytes of UTF-8.
 * English has about four characters per token, Chinese about one.
 */
public final class TokenEstimate {

  private static final int BYTES_PER_TOKEN = 3;

  /** Roles and separators of two messages. */
  private static final int OVERHEAD = 16;

  private TokenEstimate() {}

  public static int of(String... texts) {
    int tokens = OVERHEAD;
    for (String text : texts) {
      int bytes = text.getBytes(StandardCharsets.UTF_8).length;
      tokens += (bytes + BYTES_PER_TOKEN - 1) / BYTES_PER_TOKEN;
    }
    return tokens;
  }
}
