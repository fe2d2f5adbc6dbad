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
 * The address of an image, split into its undecoded parts.
 *
 * @param scheme in lower case
 * @param authority empty if there is none, or if it is {@code localhost} in a {@code file:} URI
 * @param path starts with a slash
 */
public record ImageAddress(String scheme, String authority, String path) {

  static final String FILE = "file";
  private static final Set<String> WEB = Set.of("http", "https");

  /** A slash must follow the scheme, because a relative name may contain a colon. */
  private static final Pattern ABSOLUTE =
      Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):(?://([^/]*))?(/.*|)", Pattern.DOTALL);

  /** Parses {@code written}; empty if it has no scheme. */
  public static Optional<ImageAddress> parse(String written) {
    Matcher matcher = ABSOLUTE.matcher(written);
    if (!matcher.matches() || (matcher.group(2) == null && matcher.group(3).isEmpty())) {
      return Optional.empty();
    }
    String scheme = matcher.group(1).toLowerCase(Locale.ROOT);
    String authority = matcher.group(2) == null ? "" : matcher.group(2);
    boolean localHost = scheme.equals(FILE) && authority.equalsIgnoreCase("localhost");
    String path = matcher.group(3).isEmpty() ? "/" : matcher.group(3);
    return Optional.of(new ImageAddress(scheme, localHost ? "" : authority, path));
  }

  /** Whether the scheme is {@code http} or {@code https}. */
  public boolean onTheWeb() {
    return WEB.contains(scheme);
  }

  /** Whether the scheme is {@code file}. */
  boolean local() {
    return scheme.equals(FILE);
  }

  /** The address of {@code name} below this one. */
  ImageAddress child(String name) {
    return new ImageAddress(scheme, authority, path + "/" + name);
  }

  /**
   * The address without empty, {@code .} and {@code ..} segments; empty if {@code ..} leads above
   * the root.
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

  /** Whether this is {@code directory} or below it; both must be normalized. */
  boolean isWithin(ImageAddress directory) {
    String prefix = directory.path.equals("/") ? "/" : directory.path + "/";
    return scheme.equals(directory.scheme)
        && authority.equals(directory.authority)
        && (path + "/").startsWith(prefix);
  }

  /** The address as a Hadoop path. */
  public Path toPath() {
    return new Path(scheme, authority.isEmpty() ? null : authority, path);
  }
}
