package org.melange.image.vp8;

/**
 * Smooths the edges of blocks and macroblocks (RFC 6386, section 15). It runs after the complete
 * frame is decoded, macroblock by macroblock.
 */
final class LoopFilter {

  private static final int MACROBLOCK_EDGE = 4;

  private final Strength strength;
  private final Plane luma;
  private final Plane[] chroma;

  /** A filter of the three channels of a frame. */
  LoopFilter(Strength strength, Plane luma, Plane first, Plane second) {
    this.strength = strength;
    this.luma = luma;
    this.chroma = new Plane[] {first, second};
  }

  /**
   * Filters one macroblock.
   *
   * @param split whether its blocks have their own modes
   * @param inner whether the edges between its blocks are filtered, too
   */
  void filter(int column, int row, int segment, boolean split, boolean inner) {
    int level = strength.level(segment, split);
    if (level == 0) {
      return;
    }
    int interior = strength.interior(level);
    Edge edge = new Edge(2 * level + interior, interior, level >= 40 ? 2 : level >= 15 ? 1 : 0);
    if (strength.simple) {
      filterSimply(column, row, edge, inner);
      return;
    }
    filter(luma, 16, column, row, edge, inner);
    for (Plane plane : chroma) {
      filter(plane, 8, column, row, edge, inner);
    }
  }

  /**
   * The thresholds of an edge.
   *
   * @param limit largest difference across the edge
   * @param interior largest difference between neighbors on one side
   * @param variance difference above which only the two samples at the edge change
   */
  private record Edge(int limit, int interior, int variance) {}

  private void filterSimply(int column, int row, Edge edge, boolean inner) {
    int stride = luma.stride;
    int at = luma.at(16 * column, 16 * row);
    for (int x = column > 0 ? 0 : 4; x < (inner ? 16 : 1); x += 4) {
      simple(at + x, 1, stride, edge.limit + (x == 0 ? MACROBLOCK_EDGE : 0));
    }
    for (int y = row > 0 ? 0 : 4; y < (inner ? 16 : 1); y += 4) {
      simple(at + y * stride, stride, 1, edge.limit + (y == 0 ? MACROBLOCK_EDGE : 0));
    }
  }

  private void simple(int begin, int across, int along, int limit) {
    byte[] samples = luma.samples;
    int at = begin;
    for (int i = 0; i < 16; i++, at += along) {
      if (step(samples, at, across) <= 2 * limit + 1) {
        adjustTwo(samples, at, across);
      }
    }
  }

  private static void filter(Plane plane, int size, int column, int row, Edge edge, boolean inner) {
    int stride = plane.stride;
    int at = plane.at(size * column, size * row);
    for (int x = column > 0 ? 0 : 4; x < (inner ? size : 1); x += 4) {
      normal(plane.samples, at + x, 1, stride, size, edge, x == 0);
    }
    for (int y = row > 0 ? 0 : 4; y < (inner ? size : 1); y += 4) {
      normal(plane.samples, at + y * stride, stride, 1, size, edge, y == 0);
    }
  }

  private static void normal(
      byte[] samples, int begin, int across, int along, int size, Edge edge, boolean outer) {
    int limit = 2 * (edge.limit + (outer ? MACROBLOCK_EDGE : 0)) + 1;
    int at = begin;
    for (int i = 0; i < size; i++, at += along) {
      if (step(samples, at, across) > limit || !smooth(samples, at, across, edge.interior)) {
        continue;
      }
      if (varies(samples, at, across, edge.variance)) {
        adjustTwo(samples, at, across);
      } else if (outer) {
        adjustSix(samples, at, across);
      } else {
        adjustFour(samples, at, across);
      }
    }
  }

  private static int step(byte[] samples, int at, int across) {
    int near = difference(samples, at - across, at);
    return 4 * near + difference(samples, at - 2 * across, at + across);
  }

  private static boolean smooth(byte[] samples, int at, int across, int limit) {
    for (int i = -4; i < 3; i++) {
      if (i != -1 && difference(samples, at + i * across, at + (i + 1) * across) > limit) {
        return false;
      }
    }
    return true;
  }

  private static boolean varies(byte[] samples, int at, int across, int limit) {
    return difference(samples, at - 2 * across, at - across) > limit
        || difference(samples, at, at + across) > limit;
  }

  private static int difference(byte[] samples, int a, int b) {
    return Math.abs((samples[a] & 0xff) - (samples[b] & 0xff));
  }

  private static void adjustTwo(byte[] samples, int at, int across) {
    int p1 = samples[at - 2 * across] & 0xff;
    int p0 = samples[at - across] & 0xff;
    int q0 = samples[at] & 0xff;
    int q1 = samples[at + across] & 0xff;
    int by = 3 * (q0 - p0) + signed(p1 - q1);
    samples[at - across] = Plane.clip(p0 + (signed(by + 3) >> 3));
    samples[at] = Plane.clip(q0 - (signed(by + 4) >> 3));
  }

  private static void adjustFour(byte[] samples, int at, int across) {
    int p1 = samples[at - 2 * across] & 0xff;
    int p0 = samples[at - across] & 0xff;
    int q0 = samples[at] & 0xff;
    int q1 = samples[at + across] & 0xff;
    int by = 3 * (q0 - p0);
    int down = signed(by + 4) >> 3;
    int outer = (down + 1) >> 1;
    samples[at - 2 * across] = Plane.clip(p1 + outer);
    samples[at - across] = Plane.clip(p0 + (signed(by + 3) >> 3));
    samples[at] = Plane.clip(q0 - down);
    samples[at + across] = Plane.clip(q1 - outer);
  }

  private static void adjustSix(byte[] samples, int at, int across) {
    int p1 = samples[at - 2 * across] & 0xff;
    int p0 = samples[at - across] & 0xff;
    int q0 = samples[at] & 0xff;
    int q1 = samples[at + across] & 0xff;
    int by = signed(3 * (q0 - p0) + signed(p1 - q1));
    adjust(samples, at - across, at, (27 * by + 63) >> 7);
    adjust(samples, at - 2 * across, at + across, (18 * by + 63) >> 7);
    adjust(samples, at - 3 * across, at + 2 * across, (9 * by + 63) >> 7);
  }

  private static void adjust(byte[] samples, int before, int behind, int by) {
    samples[before] = Plane.clip((samples[before] & 0xff) + by);
    samples[behind] = Plane.clip((samples[behind] & 0xff) - by);
  }

  /** The nearest value that fits a signed byte. */
  private static int signed(int value) {
    return Math.max(-128, Math.min(127, value));
  }

  /** The strength of the filter (sections 9.3, 9.6 and 15.1). */
  static final class Strength {

    private static final int LARGEST = 63;

    private final boolean simple;
    private final int base;
    private final int sharpness;
    private final Segments segments;
    private int keyFrameDelta;
    private int splitDelta;

    /** Reads the settings of the filter. */
    Strength(BoolDecoder bits, Segments segments) {
      this.segments = segments;
      simple = bits.flag();
      base = bits.number(6);
      sharpness = bits.number(3);
      boolean adjusted = bits.flag();
      boolean updated = adjusted && bits.flag();
      if (updated) {
        // Four for reference frames and four for modes. Key frames use the first of each.
        int[] deltas = new int[8];
        for (int i = 0; i < deltas.length; i++) {
          deltas[i] = bits.optional(6);
        }
        keyFrameDelta = deltas[0];
        splitDelta = deltas[4];
      }
    }

    /** Whether no macroblock is filtered, regardless of segments. */
    boolean off() {
      return base == 0;
    }

    private int level(int segment, boolean split) {
      int level = segments.filterLevel(segment, base) + keyFrameDelta + (split ? splitDelta : 0);
      return Math.max(0, Math.min(LARGEST, level));
    }

    private int interior(int level) {
      if (sharpness == 0) {
        return level;
      }
      return Math.max(1, Math.min(9 - sharpness, level >> (sharpness > 4 ? 2 : 1)));
    }
  }
}
