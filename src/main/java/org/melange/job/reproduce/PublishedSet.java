package org.melange.job.reproduce;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.melange.eval.Metric;
import org.melange.run.JobException;
import org.melange.sample.SmokeDataSet;

/**
 * What is known of a data set: its counts, the results published for it, and its settings.
 *
 * @param title as the paper writes it
 * @param entities entities of the knowledge base
 * @param mentions mentions by split, without those whose answer is that they have no entity
 * @param results percentages on the test split, ranked among all entities; empty if none were
 *     published
 */
record PublishedSet(
    String title, long entities, Map<String, Long> mentions, Map<Metric, Double> results) {

  /** The splits, in order. */
  static final List<String> SPLITS = List.of("train", "dev", "test");

  /**
   * The data sets of the paper. Counts of entities are those of the released configurations; counts
   * of mentions are those of MIMIC (arXiv 2307.09721), and results those of the paper (arXiv
   * 2507.07108).
   */
  static final List<PublishedSet> ALL =
      List.of(
          new PublishedSet(
              "WikiMEL",
              109_976,
              mentions(18_092, 2_585, 5_169),
              results(90.77, 96.27, 97.41, 93.75)),
          new PublishedSet(
              "RichpediaMEL",
              160_933,
              mentions(12_463, 1_780, 3_562),
              results(85.51, 93.43, 95.31, 89.86)),
          new PublishedSet(
              "WikiDiverse",
              132_460,
              mentions(11_351, 1_664, 2_078),
              results(77.57, 89.12, 92.49, 84.23)));

  /**
   * A data set of the paper.
   *
   * @throws JobException if there is none of this name
   */
  static PublishedSet named(String name) {
    return ALL.stream()
        .filter(set -> set.name().equals(name.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                JobException.usage(
                    "'%s' is not a published data set: use one of %s"
                        .formatted(
                            name,
                            ALL.stream()
                                .map(PublishedSet::name)
                                .collect(Collectors.joining(", ")))));
  }

  /** The made-up data set. */
  static PublishedSet smoke() {
    return new PublishedSet(
        "Smoke",
        SmokeDataSet.entities(),
        mentions(SmokeDataSet.TRAIN, SmokeDataSet.DEV, SmokeDataSet.TEST),
        Map.of());
  }

  /** The name in commands and files. */
  String name() {
    return title.toLowerCase(Locale.ROOT);
  }

  /**
   * Copies settings and shape from the jar to a directory.
   *
   * @return the directory, with {@code NAME.conf} and {@code NAME.json}
   */
  Path unpack() {
    try {
      Path directory = Files.createTempDirectory("melange-published");
      directory.toFile().deleteOnExit();
      for (String file : List.of("common.conf", name() + ".conf", name() + ".json")) {
        try (InputStream in = PublishedSet.class.getResourceAsStream("/published/" + file)) {
          Path copy = directory.resolve(file);
          Files.copy(in, copy);
          copy.toFile().deleteOnExit();
        }
      }
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException("unpacking the settings of " + title, e);
    }
  }

  private static Map<String, Long> mentions(long train, long dev, long test) {
    return Map.of("train", train, "dev", dev, "test", test);
  }

  private static Map<Metric, Double> results(
      double first, double third, double fifth, double meanReciprocalRank) {
    Map<Metric, Double> results = new LinkedHashMap<>();
    results.put(Metric.ALL.get(0), first);
    results.put(Metric.ALL.get(1), third);
    results.put(Metric.ALL.get(2), fifth);
    results.put(Metric.MRR, meanReciprocalRank);
    return results;
  }
}
