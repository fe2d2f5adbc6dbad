package org.melange.spark.input;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.fs.GlobPattern;

/** A glob without braces around slashes: a fixed directory and patterns for the names below it. */
final class InputGlob {

  private static final Pattern EXTENSION =
      Pattern.compile(".*\\.(?:[A-Za-z0-9]+|\\{[A-Za-z0-9,]+\\})");

  private final String fixed;
  private final List<String> names;
  private final List<GlobPattern> patterns;

  private InputGlob(String fixed, List<String> names) {
    this.fixed = fixed;
    this.names = names;
    this.patterns = names.stream().map(GlobPattern::new).toList();
  }

  /**
   * Parses a glob.
   *
   * @throws IllegalArgumentException if it is not valid, such as {@code [}
   */
  static InputGlob of(String glob) {
    try {
      return parse(glob);
    } catch (RuntimeException e) { // a type that Hadoop has shaded
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static InputGlob parse(String glob) {
    List<String> names =
        new ArrayList<>(Stream.of(glob.split("/")).filter(n -> !n.isEmpty()).toList());
    StringBuilder fixed = new StringBuilder();
    while (!names.isEmpty() && !new GlobPattern(names.get(0)).hasWildcard()) {
      fixed.append('/').append(names.remove(0).replaceAll("\\\\(.)", "$1"));
    }
    return new InputGlob(fixed.toString(), List.copyOf(names));
  }

  /** The directory without wildcards, with a leading slash; empty for the root. */
  String fixed() {
    return fixed;
  }

  /** The number of patterns below the fixed directory. */
  int components() {
    return names.size();
  }

  /** Whether the last component ends in an extension without a wildcard, as {@code *.log} does. */
  boolean namesExtension() {
    return names.isEmpty() || EXTENSION.matcher(names.get(names.size() - 1)).matches();
  }

  /** Whether a file or directory {@code name} matches a component. */
  boolean matches(int component, String name) {
    boolean visible = names.get(component).charAt(0) == name.charAt(0) || !InputFiles.hidden(name);
    return visible && patterns.get(component).matches(name);
  }
}
