package org.melange.link.table;

import java.util.function.IntFunction;

/**
 * Maps segments when they are asked for, and unmaps those that were not for longest when more than
 * a number of bytes is mapped. A pass over a table in order so holds one block of it at a time.
 * What is being read stays, also where that alone is more.
 */
final class LruSegmentCache implements SegmentCache {

  private final IntFunction<Segment> mapping;
  private final long maxBytes;
  private final Segment[] mapped;
  private final int[] readers;
  private final long[] lastTaken;
  private long mappedBytes;
  private long clock;

  /**
   * @param segments how many there are
   * @param mapping maps one
   */
  LruSegmentCache(int segments, IntFunction<Segment> mapping, long maxBytes) {
    this.mapping = mapping;
    this.maxBytes = maxBytes;
    mapped = new Segment[segments];
    readers = new int[segments];
    lastTaken = new long[segments];
  }

  @Override
  public synchronized Segment take(int i) {
    if (mapped[i] == null) {
      mapped[i] = mapping.apply(i);
      mappedBytes += mapped[i].bytes();
    }
    readers[i]++;
    lastTaken[i] = ++clock;
    shrink();
    return mapped[i];
  }

  @Override
  public synchronized void giveBack(int i) {
    readers[i]--;
    shrink();
  }

  synchronized long mappedBytes() {
    return mappedBytes;
  }

  private void shrink() {
    for (int idle = oldestIdle(); mappedBytes > maxBytes && idle >= 0; idle = oldestIdle()) {
      mappedBytes -= mapped[idle].bytes();
      mapped[idle].unmap();
      mapped[idle] = null;
    }
  }

  private int oldestIdle() {
    int oldest = -1;
    for (int i = 0; i < mapped.length && mappedBytes > maxBytes; i++) {
      if (mapped[i] != null
          && readers[i] == 0
          && (oldest < 0 || lastTaken[i] < lastTaken[oldest])) {
        oldest = i;
      }
    }
    return oldest;
  }
}
