package org.melange.web;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses addresses as a browser does: spaces, brackets and characters of all scripts are accepted
 * and escaped for HTTP.
 */
final class WebAddress {

  private static final Pattern HOST = Pattern.compile("[^/?#]*//[^/?#]*");
  private static final Pattern LONE_PERCENT = Pattern.compile("%(?![0-9A-Fa-f]{2})");

  /** Characters after the host that are not escaped, besides letters and digits. */
  private static final String SIGNS = "-._~!$&'()*+,;=:@/?#%";

  private WebAddress() {}

  /** Parses {@code written}; empty if it is not an http or https address or contains a user. */
  static Optional<URI> parse(String written) {
    String address = written.strip();
    Matcher host = HOST.matcher(address);
    int behind = host.lookingAt() ? host.end() : 0;
    try {
      return Optional.of(
              URI.create(address.substring(0, behind) + escaped(address.substring(behind))))
          .filter(WebAddress::isPlain);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static boolean isPlain(URI uri) {
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    return uri.getHost() != null
        && uri.getRawUserInfo() == null
        && (scheme.equals("http") || scheme.equals("https"));
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    for (byte b : LONE_PERCENT.matcher(text).replaceAll("%25").getBytes(StandardCharsets.UTF_8)) {
      boolean itself = b > 0 && (Character.isLetterOrDigit(b) || SIGNS.indexOf(b) >= 0);
      escaped.append(itself ? Character.toString(b) : String.format(Locale.ROOT, "%%%02X", b));
    }
    return escaped.toString();
  }
}
