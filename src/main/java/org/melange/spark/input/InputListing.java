package org.melange.spark.input;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The files of an input.
 *
 * @param files those that are read, in the order of their paths
 * @param skipped the number of files that are not read because of their names, by extension
 * @param names which names are read
 */
public record InputListing(List<InputFile> files, Map<String, Long> skipped, FileNames names) {

  private static final int SHOWN = 5;

  /** Copies and sorts. */
  public InputListing {
    files = List.copyOf(files);
    skipped = new TreeMap<>(skipped);
  }

  /** How many files were skipped and why, for the user; empty if none were. */
  public Optional<String> message() {
    long total = skipped.values().stream().mapToLong(Long::longValue).sum();
    if (total == 0) {
      return Optional.empty();
    }
    String kinds =
        skipped.entrySet().stream()
            .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
            .limit(SHOWN)
            .map(kind -> String.format(Locale.ROOT, "%,d .%s", kind.getValue(), kind.getKey()))
            .collect(Collectors.joining(", "));
    return Optional.of(
        String.format(
            Locale.ROOT,
            "skipped %,d files whose names are not those of %s (%s%s)",
            total,
            names.what(),
            kinds,
            skipped.size() > SHOWN ? ", ..." : ""));
  }
}
