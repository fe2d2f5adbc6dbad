package org.melange.link.table;

import java.util.Arrays;
import java.util.function.Function;
import org.melange.link.row.EntityLayout;
import org.melange.link.row.EntityRows;

/** The rows of several segments, one after the other. Immutable; safe for any number of threads. */
final class SegmentedRows implements EntityRows {

  private final EntityLayout layout;
  private final SegmentCache cache;
  private final int[] starts;

  /**
   * @param layout of all segments
   * @param sizes entities in each
   * @param cache segments are taken from
   */
  SegmentedRows(EntityLayout layout, int[] sizes, SegmentCache cache) {
    this.layout = layout;
    this.cache = cache;
    starts = new int[sizes.length + 1];
    for (int i = 0; i < sizes.length; i++) {
      starts[i + 1] = Math.addExact(starts[i], sizes[i]);
    }
  }

  @Override
  public int size() {
    return starts[starts.length - 1];
  }

  @Override
  public EntityLayout layout() {
    return layout;
  }

  @Override
  public int length(int index) {
    int i = segmentOf(index);
    Segment segment = cache.take(i);
    try {
      return segment.length(index - starts[i]);
    } finally {
      cache.giveBack(i);
    }
  }

  @Override
  public void read(int index, int from, float[] into, int at) {
    int i = segmentOf(index);
    Segment segment = cache.take(i);
    try {
      segment.read(index - starts[i], from, into, at);
    } finally {
      cache.giveBack(i);
    }
  }

  @Override
  public void heads(int from, int to, float[] into) {
    int at = 0;
    for (int index = from; index < to; ) {
      int i = segmentOf(index);
      int end = Math.min(to, starts[i + 1]);
      Segment segment = cache.take(i);
      try {
        segment.heads(index - starts[i], end - starts[i], into, at);
      } finally {
        cache.giveBack(i);
      }
      at += (end - index) * layout.headWidth();
      index = end;
    }
  }

  @Override
  public float headError(int index) {
    int i = segmentOf(index);
    Segment segment = cache.take(i);
    try {
      return segment.headError(index - starts[i]);
    } finally {
      cache.giveBack(i);
    }
  }

  String label(int index) {
    int i = segmentOf(index);
    return with(i, segment -> segment.label(index - starts[i]));
  }

  String hash(int index) {
    int i = segmentOf(index);
    return with(i, segment -> segment.hash(index - starts[i]));
  }

  long[] qids() {
    long[] qids = new long[size()];
    for (int i = 0; i + 1 < starts.length; i++) {
      int start = starts[i];
      with(
          i,
          segment -> {
            segment.qids(qids, start);
            return segment;
          });
    }
    return qids;
  }

  private <T> T with(int i, Function<Segment, T> reading) {
    Segment segment = cache.take(i);
    try {
      return reading.apply(segment);
    } finally {
      cache.giveBack(i);
    }
  }

  /** Where empty segments share a start, the last of them holds the index. */
  private int segmentOf(int index) {
    int found = Arrays.binarySearch(starts, index);
    if (found < 0) {
      return -found - 2;
    }
    while (starts[found + 1] == index) {
      found++;
    }
    return found;
  }
}
