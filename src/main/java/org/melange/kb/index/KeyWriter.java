package org.melange.kb.index;

import java.util.Arrays;
import org.apache.lucene.util.packed.DirectWriter;

/**
 * Builds a file that maps hashes of keys to their numbers, for a range of hashes: an
 * open-addressing hash table of numbers with a few further bits of the hash. Not thread-safe.
 */
public final class KeyWriter {

  static final String TYPE = "keys";
  static final String TABLE = "table";
  static final String FIRST = "first";
  static final String SLOTS = "slots";
  static final String NUMBER_BITS = "number.bits";
  static final String FILTER = "filter";

  /** Fewer bits would let more keys be compared in vain. */
  private static final int MIN_FINGERPRINT = 6;

  private static final double LOAD = 0.75;

  private final String table;
  private final LongList hashes = new LongList();
  private final LongList numbers = new LongList();
  private final LongList prefixes = new LongList();

  /** A file of a table, such as that of names. */
  public KeyWriter(String table) {
    this.table = table;
  }

  /** Adds the number of a key. Hashes come in ascending order of signed numbers. */
  public void add(long hash, int number) {
    hashes.add(hash);
    numbers.add(number);
  }

  /** Adds the hash of the beginning of a key, or of a key, in ascending order. */
  public void addPrefix(long hash) {
    if (prefixes.size() == 0 || prefixes.get(prefixes.size() - 1) != hash) {
      prefixes.add(hash);
    }
  }

  /** The number of keys so far. */
  public int size() {
    return hashes.size();
  }

  /** The file. */
  public byte[] build() {
    int numberBits = Math.max(1, DirectWriter.unsignedBitsRequired(numbers.bits() + 1));
    int slotBits = DirectWriter.unsignedBitsRequired(1L << (numberBits + MIN_FINGERPRINT - 1));
    long[] slots = new long[(int) (hashes.size() / LOAD) + 1];
    for (int i = 0; i < hashes.size(); i++) {
      int slot = slot(hashes.get(i), slots.length);
      while (slots[slot] != 0) {
        slot = slot + 1 == slots.length ? 0 : slot + 1;
      }
      slots[slot] = fingerprint(hashes.get(i), numberBits, slotBits) | numbers.get(i) + 1;
    }
    LongList all = new LongList();
    Arrays.stream(slots).forEach(all::add);
    return new SectionWriter(TYPE)
        .text(TABLE, table)
        .number(FIRST, Math.min(first(hashes), first(prefixes)))
        .number(NUMBER_BITS, numberBits)
        .numbers(SLOTS, all)
        .bytes(FILTER, PrefixFilter.build(prefixes))
        .build();
  }

  private static long first(LongList ascending) {
    return ascending.size() == 0 ? Long.MAX_VALUE : ascending.get(0);
  }

  /** Where the search for a hash begins. */
  static int slot(long hash, int slots) {
    return (int) ((hash & 0xFFFFFFFFL) * slots >>> 32);
  }

  /** Further bits of a hash, above the bits of a number. */
  static long fingerprint(long hash, int numberBits, int slotBits) {
    long mask = slotBits == Long.SIZE ? -1 : (1L << slotBits) - 1;
    return Long.rotateLeft(hash, 24) << numberBits & mask;
  }
}
