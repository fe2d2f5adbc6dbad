package org.melange.spark.image;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Local directories that files may be read from. Symbolic links are followed one step at a time.
 * Each step must stay inside these directories or on the path to one of them. Nothing outside is
 * accessed, so errors do not reveal whether a file exists there. Thread-safe.
 */
public final class AllowedDirectories {

  /** The limit of Linux. */
  private static final int MOST_LINKS = 40;

  private final List<Path> named;

  /**
   * Allows directories.
   *
   * @param directories absolute or relative to the working directory; they need not exist
   */
  public AllowedDirectories(Collection<Path> directories) {
    named = directories.stream().map(AllowedDirectories::normal).distinct().toList();
  }

  /**
   * Resolves the symbolic links of {@code path}, which need not exist. Empty if it leads out of the
   * directories.
   *
   * @throws IOException if a symbolic link cannot be read, or there are too many
   */
  Optional<Path> resolve(Path path) throws IOException {
    Path normal = normal(path);
    List<Path> real = named.stream().map(AllowedDirectories::real).toList();
    for (int i = 0; i < named.size(); i++) {
      for (Path directory : List.of(named.get(i), real.get(i))) {
        if (normal.startsWith(directory)) {
          return walk(real.get(i), names(directory.relativize(normal)), real);
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Path> walk(Path from, List<Path> names, List<Path> real) throws IOException {
    List<Path> allowed = Stream.concat(named.stream(), real.stream()).distinct().toList();
    Deque<Path> remaining = new ArrayDeque<>(names);
    Path at = from;
    int links = 0;
    while (!remaining.isEmpty()) {
      Path next = at.resolve(remaining.pop()).normalize();
      if (!isOnPath(next, allowed)) {
        return Optional.empty();
      }
      if (!Files.isSymbolicLink(next)) {
        at = next;
        continue;
      }
      if (++links > MOST_LINKS) {
        throw new FileSystemLoopException(path(from, names));
      }
      Path target = Files.readSymbolicLink(next);
      at = target.isAbsolute() ? target.getRoot() : at;
      List<Path> steps = names(target);
      for (int i = steps.size() - 1; i >= 0; i--) {
        remaining.push(steps.get(i));
      }
    }
    Path reached = at;
    return real.stream().anyMatch(reached::startsWith) ? Optional.of(reached) : Optional.empty();
  }

  private static boolean isOnPath(Path path, List<Path> allowed) {
    return allowed.stream().anyMatch(dir -> path.startsWith(dir) || dir.startsWith(path));
  }

  private static String path(Path from, List<Path> names) {
    Path path = from;
    for (Path name : names) {
      path = path.resolve(name);
    }
    return path.toString();
  }

  /** The names in {@code path}; none for the empty path. */
  private static List<Path> names(Path path) {
    List<Path> names = new ArrayList<>();
    path.forEach(names::add);
    return names;
  }

  private static Path normal(Path path) {
    return path.toAbsolutePath().normalize();
  }

  private static Path real(Path directory) {
    try {
      return directory.toRealPath();
    } catch (IOException absent) {
      return directory;
    }
  }
}
