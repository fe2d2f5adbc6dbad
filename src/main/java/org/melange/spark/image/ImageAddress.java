package org.melange.spark.image;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;

/**
 * An address of an image with its parts as they are written, not decoded.
 *
 * @param scheme in lower case
 * @param authority empty where there is none; {@code localhost} counts as none in a {@code file:}
 *     URI
 * @param path starts with a slash
 */
public record ImageAddress(String scheme, String authority, String path) {

  static final String FILE = "file";
  private static final Set<String> WEB = Set.of("http", "https");

  /** A scheme is followed by a slash: a relative name may hold a colon. */
  private static final Pattern ABSOLUTE =
      Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):(?://([^/]*))?(/.*|)", Pattern.DOTALL);

  /** Takes {@code written} apart; empty if it has no scheme. */
  public static Optional<ImageAddress> parse(String written) {
    Matcher matcher = ABSOLUTE.matcher(written);
    if (!matcher.matches() || (matcher.group(2) == null && matcher.group(3).isEmpty())) {
      return Optional.empty();
    }
    String scheme = matcher.group(1).toLowerCase(Locale.ROOT);
    String authority = matcher.group(2) == null ? "" : matcher.group(2);
    boolean here = scheme.equals(FILE) && authority.equalsIgnoreCase("localhost");
    String path = matcher.group(3).isEmpty() ? "/" : matcher.group(3);
    return Optional.of(new ImageAddress(scheme, here ? "" : authority, path));
  }

  /** Whether it is on the web. */
  public boolean onTheWeb() {
    return WEB.contains(scheme);
  }

  /** Whether it is a file of this machine, by scheme. */
  boolean local() {
    return scheme.equals(FILE);
  }

  /** The address of {@code name} below this one. */
  ImageAddress child(String name) {
    return new ImageAddress(scheme, authority, path + "/" + name);
  }

  /**
   * The same without empty and {@code .} segments, each {@code ..} resolved; empty if there are
   * more of them than directories.
   */
  Optional<ImageAddress> normalized() {
    List<String> segments = new ArrayList<>();
    for (String segment : path.split("/")) {
      if (segment.equals("..")) {
        if (segments.isEmpty()) {
          return Optional.empty();
        }
        segments.remove(segments.size() - 1);
      } else if (!segment.isEmpty() && !segment.equals(".")) {
        segments.add(segment);
      }
    }
    return Optional.of(new ImageAddress(scheme, authority, "/" + String.join("/", segments)));
  }

  /** Whether it is {@code directory} or below it; both normalized. */
  boolean isWithin(ImageAddress directory) {
    String prefix = directory.path.equals("/") ? "/" : directory.path + "/";
    return scheme.equals(directory.scheme)
        && authority.equals(directory.authority)
        && (path + "/").startsWith(prefix);
  }

  /** As Hadoop has it. */
  public Path toPath() {
    return new Path(scheme, authority.isEmpty() ? null : authority, path);
  }
}
