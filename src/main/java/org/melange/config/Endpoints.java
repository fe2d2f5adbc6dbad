package org.melange.config;

import java.net.URI;
import java.util.Locale;
import java.util.Set;

/** What may be said of a service in settings, which manifests show to everybody. */
final class Endpoints {

  /** Headers that carry keys, and those that belong to the client. */
  private static final Set<String> NOT_SET =
      Set.of(
          "authorization",
          "proxy-authorization",
          "api-key",
          "x-api-key",
          "x-goog-api-key",
          "cookie",
          "host",
          "connection",
          "content-length",
          "content-type",
          "expect",
          "upgrade");

  private Endpoints() {}

  /** Whether {@code text} is a base URL: http or https, a host, and no user, query or fragment. */
  static boolean sound(String text) {
    try {
      URI uri = URI.create(text);
      return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
          && uri.getHost() != null
          && uri.getRawUserInfo() == null
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Whether a header of this name may stand in a file that everybody reads. */
  static boolean mayBeSet(String header) {
    return !NOT_SET.contains(header.toLowerCase(Locale.ROOT));
  }

  /** {@code text} without what may be a password. */
  static String withoutUser(String text) {
    return text.replaceAll("//[^/]*@", "//...@").replaceAll("\\?.*", "?...");
  }
}
