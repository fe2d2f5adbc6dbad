package org.melange.kb.name;

import java.util.Arrays;

/** The names of each feature: ascending name numbers in one flat array. Immutable. */
final class PostingLists {

  private final LongIntMap slots;
  private final int[] offsets;
  private final int[] postings;

  private PostingLists(LongIntMap slots, int[] offsets, int[] postings) {
    this.slots = slots;
    this.offsets = offsets;
    this.postings = postings;
  }

  /** The list of a feature, empty for an unknown one. */
  Range range(long feature) {
    int slot = slots.find(feature);
    return slot < 0 ? Range.NONE : new Range(offsets[slot], offsets[slot + 1]);
  }

  /** Adds {@code amount} to each name of a range. */
  void addTo(Range range, int amount, OverlapCounter counter) {
    for (int at = range.from(); at < range.to(); at++) {
      counter.add(postings[at], amount);
    }
  }

  /** Adds {@code amount} to each name of a range that the counter has already. */
  void addToKnown(Range range, int amount, OverlapCounter counter) {
    for (int at = range.from(); at < range.to(); at++) {
      counter.addToKnown(postings[at], amount);
    }
  }

  int posting(int at) {
    return postings[at];
  }

  /**
   * A range of postings.
   *
   * @param from the first
   * @param to one past the last
   */
  record Range(int from, int to) {
    static final Range NONE = new Range(0, 0);

    int length() {
      return to - from;
    }

    Range atMost(int length) {
      return new Range(from, Math.min(to, from + length));
    }
  }

  /** Collects features name by name. Not thread-safe. */
  static final class Builder {
    private final LongIntMap slots = new LongIntMap();
    private int[] used = new int[1024];
    private int[] names = new int[1024];
    private int count;

    /** Adds the features of a name. Names must be added in ascending order. */
    void add(int name, long[] features) {
      if (count + features.length > used.length) {
        int room = Math.max(count + features.length, used.length * 2);
        used = Arrays.copyOf(used, room);
        names = Arrays.copyOf(names, room);
      }
      for (long feature : features) {
        used[count] = slots.intern(feature);
        names[count++] = name;
      }
    }

    PostingLists build() {
      int[] offsets = new int[slots.size() + 1];
      for (int i = 0; i < count; i++) {
        offsets[used[i] + 1]++;
      }
      Arrays.parallelPrefix(offsets, Integer::sum);
      int[] filled = Arrays.copyOf(offsets, slots.size());
      int[] postings = new int[count];
      for (int i = 0; i < count; i++) {
        postings[filled[used[i]]++] = names[i];
      }
      return new PostingLists(slots, offsets, postings);
    }
  }
}
