package org.melange.kb.index;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.melange.kb.name.NameFeature;
import org.melange.kb.name.Postings;

/** Collects the values of one feature of a range of names. Not thread-safe. */
public final class PostingCollector {

  private final NameFeature feature;
  private final LongIntMap slots = new LongIntMap();
  private int[] used = new int[1024];
  private int[] names = new int[1024];
  private int count;

  /** A collector of a feature. */
  public PostingCollector(NameFeature feature) {
    this.feature = feature;
  }

  /** The feature. */
  public NameFeature feature() {
    return feature;
  }

  /** Adds a folded name. Names come in ascending order of their numbers. */
  public void add(int number, String folded) {
    long[] values = feature.of(folded);
    if (count + values.length > used.length) {
      int room = Math.max(count + values.length, used.length * 3 / 2);
      used = Arrays.copyOf(used, room);
      names = Arrays.copyOf(names, room);
    }
    for (long value : values) {
      used[count] = slots.intern(value);
      names[count++] = number;
    }
  }

  /** How many numbers are held. */
  public int size() {
    return count;
  }

  /** The collected values, ascending. */
  public Stream<PostingBlock> blocks() {
    int[] ends = new int[slots.size()];
    for (int i = 0; i < count; i++) {
      ends[used[i]]++;
    }
    int[] frequencies = ends.clone();
    Arrays.parallelPrefix(ends, Integer::sum);
    int[] filled = new int[ends.length];
    int[] sorted = new int[count];
    for (int i = 0; i < count; i++) {
      int slot = used[i];
      sorted[ends[slot] - frequencies[slot] + filled[slot]++] = names[i];
    }
    long[] values = slots.values();
    return IntStream.range(0, values.length)
        .boxed()
        .sorted(Comparator.comparingLong(slot -> values[slot]))
        .map(
            slot -> {
              int from = ends[slot] - frequencies[slot];
              int read = Math.min(frequencies[slot], Postings.MOST);
              return new PostingBlock(
                  values[slot], frequencies[slot], Arrays.copyOfRange(sorted, from, from + read));
            });
  }
}
