package org.melange.spark.input;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
 * unless they begin with {@code _} and contain {@code =}. So are files that are being copied, and
 * files whose names are not those of the format. A name that is given in full is never ignored. Nor
 * is a name that matches a component of the glob with the same first character. A glob that ends in
 * an extension, such as {@code *.log}, also names files of other formats.
 */
public final class InputFiles {

  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:/");
  private static final Pattern SPECIAL = Pattern.compile("[\\\\*?\\[\\]{}^,]");

  private final FileSystem fs;
  private final FileNames names;
  private final TreeMap<String, InputFile> files = new TreeMap<>();

  /** The extensions of files that are not read, by path: globs may find a file twice. */
  private final TreeMap<String, String> skipped = new TreeMap<>();

  private boolean exists;

  private InputFiles(FileSystem fs, FileNames names) {
    this.fs = fs;
    this.names = names;
  }

  /** The files of an input of any format, as {@link #list(String, FileNames)} finds them. */
  public static List<InputFile> list(String pattern) {
    return list(pattern, FileNames.ANY).files();
  }

  /**
   * The files of an input, including those in subdirectories.
   *
   * @param pattern a file, a directory or a glob
   * @param names which names are read in directories and globs
   * @throws JobException if there is no file
   */
  public static InputListing list(String pattern, FileNames names) {
    InputFiles found = find(pattern, names);
    if (!found.exists) {
      throw JobException.input(pattern + " does not exist");
    }
    InputListing listing = found.listing();
    if (listing.files().isEmpty()) {
      throw JobException.input(pattern + " contains no files" + reason(listing));
    }
    return listing;
  }

  private static String reason(InputListing listing) {
    return listing
        .message()
        .map(
            skipped ->
                " to read: "
                    + skipped
                    + "; give the name of a file in full, or a glob with its extension, to read it"
                    + "; otherwise names end in "
                    + listing.names().list()
                    + " or have no extension")
        .orElse("; names that begin with _ or . are ignored");
  }

  private InputListing listing() {
    Map<String, Long> kinds =
        skipped.entrySet().stream()
            .filter(file -> !files.containsKey(file.getKey()))
            .collect(Collectors.groupingBy(Map.Entry::getValue, Collectors.counting()));
    return new InputListing(List.copyOf(files.values()), kinds, names);
  }

  /** Whether {@code pattern} matches any file. */
  public static boolean any(String pattern) {
    return !find(pattern, FileNames.ANY).files.isEmpty();
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

  /**
   * Opens a file as text, decompressed as its name says.
   *
   * @param file a path, not a glob
   * @throws org.melange.corpus.DamagedInputException if its content does not fit its name; the
   *     stream does if it is damaged
   */
  public static InputStream open(String file) throws IOException {
    return InputStreams.open(path(file).toString(), configuration());
  }

  /** Parses a path of a user: a colon ends a scheme only if a slash follows. */
  static Path path(String written) {
    return SCHEME.matcher(written).lookingAt() ? new Path(written) : new Path(null, null, written);
  }

  private static InputFiles find(String pattern, FileNames names) {
    try {
      Path path = path(pattern);
      FileSystem fs = path.getFileSystem(configuration());
      InputFiles found = new InputFiles(fs, names);
      Optional<FileStatus> literal = found.status(path);
      if (literal.isPresent()) {
        found.add(literal.get(), PartitionColumns.base(literal.get().getPath()), true);
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
      match(start.get(), glob, 0, PartitionColumns.base(start.get().getPath()));
    }
  }

  private void match(FileStatus place, InputGlob glob, int component, String base)
      throws IOException {
    if (component == glob.components()) {
      add(place, base, glob.namesExtension());
    } else if (place.isDirectory()) {
      for (FileStatus child : fs.listStatus(place.getPath())) {
        if (glob.matches(component, child.getPath().getName())) {
          match(child, glob, component + 1, base);
        }
      }
    }
  }

  private void add(FileStatus status, String base, boolean named) throws IOException {
    exists = true;
    if (!status.isDirectory()) {
      addFile(status, base, named);
      return;
    }
    for (FileStatus child : fs.listStatus(status.getPath())) {
      if (!hidden(child.getPath().getName())) {
        add(child, base, false);
      }
    }
  }

  private void addFile(FileStatus status, String base, boolean named) {
    String path = status.getPath().toString();
    String name = status.getPath().getName();
    if (named || names.accept(name)) {
      files.putIfAbsent(
          path, new InputFile(path, status.getLen(), status.getModificationTime(), base));
    } else {
      skipped.put(path, FileNames.extension(name));
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
