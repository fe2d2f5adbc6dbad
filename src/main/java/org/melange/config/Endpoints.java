package org.melange.config;

import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Validates addresses and headers in settings, which must contain no secrets. */
final class Endpoints {

  /** Headers that contain secrets. */
  private static final Set<String> KEYS =
      Set.of(
          "authorization",
          "proxy-authorization",
          "api-key",
          "x-api-key",
          "x-goog-api-key",
          "cookie");

  /** Headers that the client sets itself. */
  private static final Set<String> OF_CLIENT =
      Set.of(
          "host",
          "connection",
          "content-length",
          "content-type",
          "expect",
          "transfer-encoding",
          "upgrade");

  private static final int LAST_PORT = 65_535;

  private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
  private static final Pattern HEADER_VALUE = Pattern.compile("[\\t\\x20-\\x7e\\xa0-\\xff]*");

  private Endpoints() {}

  /** Whether {@code text} is a base URL: http or https, a host, and no user, query or fragment. */
  static boolean isValid(String text) {
    try {
      URI uri = URI.create(text);
      return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
          && uri.getHost() != null
          && uri.getPort() <= LAST_PORT
          && uri.getRawUserInfo() == null
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Whether a header of this name may be set in settings. */
  static boolean mayBeSet(String header) {
    String name = header.toLowerCase(Locale.ROOT);
    return !KEYS.contains(name) && !OF_CLIENT.contains(name);
  }

  /** Whether a header of this name may contain the API key. */
  static boolean mayCarryKey(String header) {
    return isHeader(header, "") && !OF_CLIENT.contains(header.toLowerCase(Locale.ROOT));
  }

  /** Whether HTTP allows a header of this name and value. */
  static boolean isHeader(String name, String value) {
    return HEADER_NAME.matcher(name).matches() && HEADER_VALUE.matcher(value).matches();
  }

  /** {@code text}, a possibly invalid address, without parts that may be a password. */
  static String withoutUser(String text) {
    return text.replaceFirst("(?s)^(\\w+://)?.*@", "$1...@").replaceFirst("(?s)([?#]).*", "$1...");
  }
}
