package org.melange.kb.index;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;

/**
 * A Bloom filter whose bits of one hash are in one block of 64 bytes, which is one cache line.
 * Thread-safe.
 */
final class PrefixFilter {

  private static final int BLOCK = 64;
  private static final int LONGS = BLOCK / Long.BYTES;
  private static final int BITS_A_HASH = 10;
  private static final int PROBES = 5;

  private final LongBuffer blocks;
  private final int count;

  /** The filter in a little-endian buffer. */
  PrefixFilter(ByteBuffer blocks) {
    this.blocks = blocks.asLongBuffer();
    this.count = blocks.limit() / BLOCK;
  }

  static byte[] build(LongList hashes) {
    int blocks = (int) ((long) hashes.size() * BITS_A_HASH / (BLOCK * Byte.SIZE)) + 1;
    ByteBuffer bytes = ByteBuffer.allocate(blocks * BLOCK).order(ByteOrder.LITTLE_ENDIAN);
    LongBuffer filter = bytes.asLongBuffer();
    for (int i = 0; i < hashes.size(); i++) {
      long hash = hashes.get(i);
      int from = block(hash, blocks);
      for (int probe = 0, bits = bits(hash); probe < PROBES; probe++, bits >>>= 6) {
        int at = from + (probe * 2 + (bits & 1)) % LONGS;
        filter.put(at, filter.get(at) | 1L << bits);
      }
    }
    return bytes.array();
  }

  /** Whether the filter may have a hash; false if it was not added. */
  boolean has(long hash) {
    int from = block(hash, count);
    long all = 1;
    for (int probe = 0, bits = bits(hash); probe < PROBES; probe++, bits >>>= 6) {
      all &= blocks.get(from + (probe * 2 + (bits & 1)) % LONGS) >>> bits; // no branch
    }
    return all != 0;
  }

  private static int block(long hash, int blocks) {
    return (int) ((hash & 0xFFFFFFFFL) * blocks >>> 32) * LONGS;
  }

  private static int bits(long hash) {
    return (int) (hash >>> 20 ^ hash >>> 41);
  }
}
