package org.melange.spark.input;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file names that a format may have, so that images beside posts are not read as posts. A name
 * is accepted if its extension is one of the format, or if it has none, as {@code part-00000}. The
 * extension of a compression is ignored: {@code posts.jsonl.gz} is {@code posts.jsonl}.
 *
 * @param what the format, for messages
 * @param extensions in lower case; empty: every name is accepted
 */
public record FileNames(String what, Set<String> extensions) implements Serializable {

  /** Every name. */
  public static final FileNames ANY = new FileNames("any", Set.of());

  /** JSON Lines. */
  public static final FileNames JSON_LINES =
      new FileNames("JSON Lines", Set.of("jsonl", "json", "ndjson", "jsonlines", "jl"));

  /** JSON arrays. */
  public static final FileNames JSON_ARRAY = new FileNames("JSON", Set.of("json"));

  /** Parquet. */
  public static final FileNames PARQUET = new FileNames("Parquet", Set.of("parquet", "parq", "pq"));

  /** CSV. */
  public static final FileNames CSV = new FileNames("CSV", Set.of("csv", "tsv", "tab", "txt"));

  /** Compressions that Hadoop reads, if it has their libraries. */
  private static final Set<String> COMPRESSIONS =
      Set.of("gz", "bz2", "zst", "lz4", "snappy", "deflate", "zstd", "gzip");

  /** Compressions that are not read: a file of the format is an error, not one to skip. */
  private static final Set<String> OTHER_COMPRESSIONS = Set.of("xz", "zip", "7z", "br", "lzma");

  /** What follows the last dot of a name. A date or a number is not an extension. */
  private static final Pattern EXTENSION = Pattern.compile(".*\\.([A-Za-z][A-Za-z0-9]{0,9})");

  private static final String NONE = "";

  /** Copies the extensions. */
  public FileNames {
    extensions = Set.copyOf(extensions);
  }

  /** Whether a file found in a directory or by a glob may have this format. */
  public boolean accept(String name) {
    if (extensions.isEmpty()) {
      return true;
    }
    String last = extension(name);
    if (OTHER_COMPRESSIONS.contains(last)) {
      return extensions.contains(extension(withoutExtension(name)));
    }
    String own = COMPRESSIONS.contains(last) ? extension(withoutExtension(name)) : last;
    return own.isEmpty() || extensions.contains(own);
  }

  /** The extension of {@code name} in lower case; empty if it has none. */
  static String extension(String name) {
    Matcher matcher = EXTENSION.matcher(name);
    return matcher.matches() ? matcher.group(1).toLowerCase(Locale.ROOT) : NONE;
  }

  private static String withoutExtension(String name) {
    return name.substring(0, name.lastIndexOf('.'));
  }

  /** The extensions, for messages. */
  String list() {
    List<String> sorted = extensions.stream().sorted().map(e -> "." + e).toList();
    return String.join(", ", sorted);
  }
}
