package org.melange.kb.index;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.melange.kb.name.KeyHash;
import org.melange.kb.name.Name;
import org.melange.kb.name.NameEntry;
import org.melange.kb.name.NameFeature;
import org.melange.kb.name.NameNormalizer;

/** Builds the files of a {@link NameIndex} in memory, for few names. */
public final class NameIndexBuilder {

  private record Named(String name, List<NameEntry> entities) {

    /** The order of numbers. */
    static final Comparator<Named> ORDER =
        Comparator.<Named>comparingDouble(named -> -named.entities.get(0).weight())
            .thenComparingLong(named -> named.entities.get(0).qid())
            .thenComparing(Named::name);
  }

  private final List<Named> names;
  private final int ranges;

  private NameIndexBuilder(List<Named> names, int ranges) {
    this.names = names;
    this.ranges = ranges;
  }

  /**
   * An index of names in a single range.
   *
   * @throws IllegalArgumentException if a name's QID is not valid
   */
  public static NameIndex of(Iterable<Name> names) {
    return new NameIndex(
        files(names, 1).stream().map(ByteBuffer::wrap).map(SectionReader::new).toList());
  }

  /**
   * The files of an index.
   *
   * @param names of all entities, in any order
   * @param ranges how many files of each type
   */
  public static List<byte[]> files(Iterable<Name> names, int ranges) {
    List<Named> numbered =
        StreamSupport.stream(names.spliterator(), false)
            .collect(Collectors.groupingBy(Name::name))
            .entrySet()
            .stream()
            .map(named -> new Named(named.getKey(), entities(named.getValue())))
            .sorted(Named.ORDER)
            .toList();
    return new NameIndexBuilder(numbered, ranges).files();
  }

  private static List<NameEntry> entities(Collection<Name> names) {
    return names.stream().map(NameEntry::of).sorted(NameEntry.ORDER).toList();
  }

  private List<byte[]> files() {
    List<byte[]> files = new ArrayList<>();
    for (int range = 0; range < ranges; range++) {
      NumberedNamesWriter writer = new NumberedNamesWriter(range);
      part(names, range).forEach(named -> writer.add(named.name, named.entities));
      files.add(writer.build());
    }
    files.addAll(keys());
    for (NameFeature feature : NameFeature.values()) {
      List<PostingBlock> blocks = blocks(feature);
      for (int range = 0; range < ranges; range++) {
        PostingWriter writer = new PostingWriter(feature);
        part(blocks, range).forEach(writer::add);
        files.add(writer.build());
      }
    }
    return files;
  }

  private List<byte[]> keys() {
    TreeMap<Long, List<Integer>> numbers = new TreeMap<>();
    for (int number = 0; number < names.size(); number++) {
      String name = names.get(number).name;
      NamePrefixes.forEach(name, hash -> numbers.putIfAbsent(hash, List.of()));
      numbers.merge(KeyHash.of(name), List.of(number), NameIndexBuilder::concat);
    }
    List<Map.Entry<Long, List<Integer>>> hashes = List.copyOf(numbers.entrySet());
    List<byte[]> files = new ArrayList<>();
    for (int range = 0; range < ranges; range++) {
      KeyWriter writer = new KeyWriter(NameIndex.TABLE);
      for (Map.Entry<Long, List<Integer>> hash : part(hashes, range)) {
        writer.addPrefix(hash.getKey());
        hash.getValue().forEach(number -> writer.add(hash.getKey(), number));
      }
      files.add(writer.build());
    }
    return files;
  }

  private static List<Integer> concat(List<Integer> a, List<Integer> b) {
    return Stream.concat(a.stream(), b.stream()).toList();
  }

  /** Collected in as many parts and merged, as executors do it. */
  private List<PostingBlock> blocks(NameFeature feature) {
    TreeMap<Long, PostingBlock> merged = new TreeMap<>();
    int number = 0;
    for (int range = 0; range < ranges; range++) {
      PostingCollector collector = new PostingCollector(feature);
      for (Named named : part(names, range)) {
        if (NameNormalizer.isFolded(named.name)) {
          collector.add(number, named.name);
        }
        number++;
      }
      collector.blocks().forEach(block -> merged.merge(block.value(), block, PostingBlock::merge));
    }
    return List.copyOf(merged.values());
  }

  private <T> List<T> part(List<T> all, int range) {
    return all.subList(
        (int) ((long) all.size() * range / ranges),
        (int) ((long) all.size() * (range + 1) / ranges));
  }
}
