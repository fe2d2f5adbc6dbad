package org.melange.enrich.budget;

import java.nio.charset.StandardCharsets;

/**
 * How many tokens a text will count for, rather too many than too few: one for three bytes of
 * UTF-8. English has about four characters a token, Chinese about one.
 */
public final class TokenEstimate {

  private static final int BYTES_A_TOKEN = 3;

  /** Roles and separators around two messages. */
  private static final int AROUND = 16;

  private TokenEstimate() {}

  public static int of(String... texts) {
    int tokens = AROUND;
    for (String text : texts) {
      int bytes = text.getBytes(StandardCharsets.UTF_8).length;
      tokens += (bytes + BYTES_A_TOKEN - 1) / BYTES_A_TOKEN;
    }
    return tokens;
  }
}
