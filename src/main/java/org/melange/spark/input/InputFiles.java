package org.melange.spark.input;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.GlobExpander;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.melange.run.JobException;
import org.melange.spark.io.HadoopFiles;

/**
 * Lists the files of an input.
 *
 * <p>A path that exists is literal, even if it contains special characters; any other path is a
 * glob. Below directories and in globs, names that begin with {@code .} or {@code _} are ignored,
 * unless they begin with {@code _} and contain {@code =}. So are files that are being copied. A
 * name that is given in full is never ignored. Nor is a name that matches a component of the glob
 * with the same first character.
 */
public final class InputFiles {

  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:/");
  private static final Pattern SPECIAL = Pattern.compile("[\\\\*?\\[\\]{}^,]");

  private final FileSystem fs;
  private final TreeMap<String, InputFile> files = new TreeMap<>();
  private boolean exists;

  private InputFiles(FileSystem fs) {
    this.fs = fs;
  }

  /**
   * The files of an input, including those in subdirectories, in the order of their paths.
   *
   * @param pattern a file, a directory or a glob
   * @throws JobException if there is no file
   */
  public static List<InputFile> list(String pattern) {
    InputFiles found = find(pattern);
    if (!found.exists) {
      throw JobException.input(pattern + " does not exist");
    }
    if (found.files.isEmpty()) {
      throw JobException.input(
          pattern + " contains no files; names that begin with _ or . are ignored");
    }
    return List.copyOf(found.files.values());
  }

  /** Whether {@code pattern} matches any file. */
  public static boolean any(String pattern) {
    return !find(pattern).files.isEmpty();
  }

  /** A glob that matches only {@code path}. */
  public static String literal(String path) {
    return SPECIAL.matcher(path).replaceAll("\\\\$0");
  }

  /**
   * The Hadoop settings for reading inputs. Local files are read without Hadoop's checksum files:
   * other programs that edit an input do not update them, and their names cannot contain a colon.
   */
  public static Configuration configuration() {
    Configuration configuration = HadoopFiles.configuration();
    configuration.set("fs.file.impl", RawLocalFileSystem.class.getName());
    configuration.setBoolean("fs.file.impl.disable.cache", true);
    return configuration;
  }

  /** Parses a path of a user: a colon ends a scheme only if a slash follows. */
  static Path path(String written) {
    return SCHEME.matcher(written).lookingAt() ? new Path(written) : new Path(null, null, written);
  }

  private static InputFiles find(String pattern) {
    try {
      Path path = path(pattern);
      FileSystem fs = path.getFileSystem(configuration());
      InputFiles found = new InputFiles(fs);
      Optional<FileStatus> literal = found.status(path);
      if (literal.isPresent()) {
        found.add(literal.get(), literal.get().getPath().toString());
      } else {
        for (String glob : GlobExpander.expand(fs.makeQualified(path).toUri().getPath())) {
          found.addMatches(InputGlob.of(glob));
        }
      }
      return found;
    } catch (IOException e) {
      throw HadoopFiles.failure("listing " + pattern, e);
    } catch (IllegalArgumentException e) {
      throw JobException.input(pattern + " is not a valid path or glob: " + e.getMessage(), e);
    }
  }

  private void addMatches(InputGlob glob) throws IOException {
    Optional<FileStatus> start =
        status(fs.makeQualified(new Path(null, null, glob.fixed().isEmpty() ? "/" : glob.fixed())));
    if (start.isPresent()) {
      match(start.get(), glob, 0, start.get().getPath().toString());
    }
  }

  private void match(FileStatus place, InputGlob glob, int component, String base)
      throws IOException {
    if (component == glob.components()) {
      add(place, base);
    } else if (place.isDirectory()) {
      for (FileStatus child : fs.listStatus(place.getPath())) {
        if (glob.matches(component, child.getPath().getName())) {
          match(child, glob, component + 1, base);
        }
      }
    }
  }

  private void add(FileStatus status, String base) throws IOException {
    exists = true;
    if (!status.isDirectory()) {
      String path = status.getPath().toString();
      files.putIfAbsent(path, new InputFile(path, status.getLen(), base));
      return;
    }
    for (FileStatus child : fs.listStatus(status.getPath())) {
      if (!hidden(child.getPath().getName())) {
        add(child, base);
      }
    }
  }

  private Optional<FileStatus> status(Path path) throws IOException {
    try {
      return Optional.of(fs.getFileStatus(path));
    } catch (FileNotFoundException absent) {
      return Optional.empty();
    }
  }

  /** Whether other programs use such names for files that are not data. */
  static boolean hidden(String name) {
    return name.startsWith(".")
        || (name.startsWith("_") && !name.contains("="))
        || name.endsWith("._COPYING_");
  }
}
