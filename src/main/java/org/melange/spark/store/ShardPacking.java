package org.melange.spark.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.stream.IntStream;

/** Divides staged files into as few shards as possible, of about the same size. */
final class ShardPacking {

  private ShardPacking() {}

  /**
   * Packs files into shards. Equal inputs give equal shards.
   *
   * @param files counts of their records, by name
   * @param most records of a shard; a file with more records is a shard of its own
   */
  static List<Shard> pack(Map<String, ShardCounts> files, int most) {
    long records = files.values().stream().mapToLong(ShardCounts::records).sum();
    if (records == 0) {
      return List.of();
    }
    List<String> largestFirst = new ArrayList<>(files.keySet());
    Collections.sort(largestFirst);
    largestFirst.sort(
        Comparator.comparingLong((String file) -> files.get(file).records()).reversed());
    int fewest = (int) Math.min(largestFirst.size(), (records - 1) / most + 1);
    return IntStream.rangeClosed(fewest, largestFirst.size())
        .mapToObj(shards -> pack(files, largestFirst, shards, most))
        .flatMap(Optional::stream)
        .findFirst()
        .orElseThrow();
  }

  /** Puts each file into the shard with the fewest records; empty if one gets too many. */
  private static Optional<List<Shard>> pack(
      Map<String, ShardCounts> files, List<String> largestFirst, int shards, int most) {
    PriorityQueue<Part> parts =
        new PriorityQueue<>(
            Comparator.comparingLong((Part part) -> part.counts.records())
                .thenComparingInt(part -> part.number));
    for (int number = 1; number <= shards; number++) {
      parts.add(new Part(number));
    }
    for (String file : largestFirst) {
      Part part = parts.remove();
      part.add(file, files.get(file));
      if (part.counts.records() > most && part.files.size() > 1) {
        return Optional.empty();
      }
      parts.add(part);
    }
    return Optional.of(
        parts.stream()
            .sorted(Comparator.comparingInt(part -> part.number))
            .map(Part::shard)
            .toList());
  }

  /** A shard that is filled. */
  private static final class Part {
    private final int number;
    private final List<String> files = new ArrayList<>();
    private ShardCounts counts = ShardCounts.NONE;

    Part(int number) {
      this.number = number;
    }

    void add(String file, ShardCounts more) {
      files.add(file);
      counts = counts.plus(more);
    }

    Shard shard() {
      return new Shard(Integer.toString(number), files, List.of(), counts);
    }
  }
}
