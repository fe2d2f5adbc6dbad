package org.melange.propose;

import java.util.Optional;
import java.util.regex.Pattern;

/** Addresses of the web in posts, which strangers wrote. */
public final class WebAddress {

  /** Wikidata refuses longer ones. */
  private static final int MAX_LENGTH = 500;

  private static final Pattern SAFE =
      Pattern.compile(
          "(?i:https?)://[^\\s\\p{C}\\p{Z}\"<>\\\\^`{|}/?#@]+(?:[/?#][^\\s\\p{C}\\p{Z}]*)?");

  private WebAddress() {}

  /**
   * The address if a page may link to it: HTTP or HTTPS, with a host, without user names, white
   * space or control characters. Quotes, brackets and bars are percent-encoded.
   *
   * @param address may be null
   */
  public static Optional<String> of(String address) {
    if (address == null || !SAFE.matcher(address.strip()).matches()) {
      return Optional.empty();
    }
    String encoded = encoded(address.strip());
    return Optional.of(encoded).filter(a -> a.length() <= MAX_LENGTH);
  }

  private static String encoded(String address) {
    StringBuilder encoded = new StringBuilder(address.length());
    for (char c : address.toCharArray()) {
      switch (c) {
        case '"' -> encoded.append("%22");
        case '<' -> encoded.append("%3C");
        case '>' -> encoded.append("%3E");
        case '\\' -> encoded.append("%5C");
        case '^' -> encoded.append("%5E");
        case '`' -> encoded.append("%60");
        case '{' -> encoded.append("%7B");
        case '|' -> encoded.append("%7C");
        case '}' -> encoded.append("%7D");
        default -> encoded.append(c);
      }
    }
    return encoded.toString();
  }
}
