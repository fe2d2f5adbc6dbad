package org.melange.spark.wikidata;

import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.melange.spark.io.HadoopFiles;

/**
 * The files of an extract: {@code plan.json}, {@code items/} in Parquet, and a report in {@code
 * ranges/} for each range that was read completely. Files without a report do not count.
 *
 * @param directory the directory
 */
record ExtractFiles(String directory) implements Serializable {

  static final String ITEMS = "items";

  String plan() {
    return directory + "/plan.json";
  }

  String item(String name) {
    return directory + "/" + ITEMS + "/" + name;
  }

  String report(int range) {
    return directory + "/ranges/" + String.format(Locale.ROOT, "%06d.json", range);
  }

  /** The report of each range of {@code plan}, empty if it was not read. */
  List<Optional<RangeReport>> reports(DumpPlan plan) {
    Set<String> names = new HashSet<>(HadoopFiles.names(directory + "/ranges"));
    return IntStream.range(0, plan.ranges().size())
        .mapToObj(
            range ->
                names.contains(String.format(Locale.ROOT, "%06d.json", range))
                    ? JsonFiles.read(report(range), RangeReport.class)
                    : Optional.<RangeReport>empty())
        .toList();
  }

  void delete() {
    HadoopFiles.delete(directory);
  }
}
