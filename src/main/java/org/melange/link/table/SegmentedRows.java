package org.melange.link.table;

import java.util.List;
import org.melange.link.EntityLayout;
import org.melange.link.EntityRows;

/** The rows of segments, one behind the other. */
final class SegmentedRows implements EntityRows {

  private final EntityLayout layout;
  private final Segment[] segments;
  private final int[] starts;

  /**
   * @param layout of all segments
   */
  SegmentedRows(EntityLayout layout, List<Segment> segments) {
    this.layout = layout;
    this.segments = segments.toArray(Segment[]::new);
    starts = new int[segments.size() + 1];
    for (int i = 0; i < segments.size(); i++) {
      starts[i + 1] = Math.addExact(starts[i], segments.get(i).size());
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
    int segment = segmentOf(index);
    return segments[segment].length(index - starts[segment]);
  }

  @Override
  public void read(int index, int from, float[] into, int at) {
    int segment = segmentOf(index);
    segments[segment].read(index - starts[segment], from, into, at);
  }

  @Override
  public void heads(int from, int to, float[] into) {
    int at = 0;
    for (int index = from; index < to; ) {
      int segment = segmentOf(index);
      int end = Math.min(to, starts[segment + 1]);
      segments[segment].heads(index - starts[segment], end - starts[segment], into, at);
      at += (end - index) * layout.headWidth();
      index = end;
    }
  }

  @Override
  public float headError(int index) {
    int segment = segmentOf(index);
    return segments[segment].headError(index - starts[segment]);
  }

  String label(int index) {
    int segment = segmentOf(index);
    return segments[segment].label(index - starts[segment]);
  }

  String hash(int index) {
    int segment = segmentOf(index);
    return segments[segment].hash(index - starts[segment]);
  }

  long[] qids() {
    long[] qids = new long[size()];
    for (int i = 0; i < segments.length; i++) {
      segments[i].qids(qids, starts[i]);
    }
    return qids;
  }

  private int segmentOf(int index) {
    int low = 0;
    int high = segments.length - 1;
    while (low < high) {
      int middle = low + high + 1 >>> 1;
      if (starts[middle] <= index) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }
}
