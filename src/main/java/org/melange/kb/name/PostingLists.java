package org.melange.kb.name;

import java.util.Arrays;

/**
 * For each feature the numbers of the names that have it, ascending, in two flat arrays. Immutable.
 */
final class PostingLists {

  private final LongIntMap slots;
  private final int[] offsets;
  private final int[] postings;

  private PostingLists(LongIntMap slots, int[] offsets, int[] postings) {
    this.slots = slots;
    this.offsets = offsets;
    this.postings = postings;
  }

  /** The list of a feature; its length is 0 for an unknown one. */
  Range range(long feature) {
    int slot = slots.find(feature);
    return slot < 0 ? Range.NONE : new Range(offsets[slot], offsets[slot + 1]);
  }

  int posting(int at) {
    return postings[at];
  }

  /**
   * A stretch of the postings.
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

  /** Takes the features of one name after the other. Not thread-safe. */
  static final class Builder {
    private final LongIntMap slots = new LongIntMap();
    private int[] used = new int[1024];
    private int[] owners = new int[1024];
    private int count;

    /** Adds the features of a name; numbers must not descend. */
    void add(int name, long[] features) {
      if (count + features.length > used.length) {
        int room = Math.max(count + features.length, used.length * 2);
        used = Arrays.copyOf(used, room);
        owners = Arrays.copyOf(owners, room);
      }
      for (long feature : features) {
        used[count] = slots.intern(feature);
        owners[count++] = name;
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
        postings[filled[used[i]]++] = owners[i];
      }
      return new PostingLists(slots, offsets, postings);
    }
  }
}
