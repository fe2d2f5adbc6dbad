package org.melange.spark.input;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.fs.GlobPattern;

/** A glob without braces around slashes: a fixed directory, and patterns of names below it. */
final class InputGlob {

  private final String fixed;
  private final List<String> names;
  private final List<GlobPattern> patterns;

  private InputGlob(String fixed, List<String> names) {
    this.fixed = fixed;
    this.names = names;
    this.patterns = names.stream().map(GlobPattern::new).toList();
  }

  /**
   * @throws IllegalArgumentException if it is not a glob, as {@code [} alone is not
   */
  static InputGlob of(String glob) {
    try {
      return parse(glob);
    } catch (RuntimeException e) { // of a library's own type, which Hadoop has relocated
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

  /** The directory that it is looked for in, with a leading slash; empty for the root. */
  String fixed() {
    return fixed;
  }

  /** How many names are looked for, one below the other. */
  int components() {
    return names.size();
  }

  /** Whether a file or directory called {@code name} is meant by a component. */
  boolean matches(int component, String name) {
    boolean meant = names.get(component).charAt(0) == name.charAt(0) || !InputFiles.hidden(name);
    return meant && patterns.get(component).matches(name);
  }
}
