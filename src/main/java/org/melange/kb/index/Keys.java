package org.melange.kb.index;

import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;
import org.apache.lucene.util.LongValues;

/** Numbers of keys by their hashes, from files of {@link KeyWriter}. Thread-safe. */
public final class Keys {

  /** The number of an unknown key. */
  public static final int UNKNOWN = -1;

  private final Part[] parts;

  private static final class Part {
    private final long first;
    private final LongValues slots;
    private final int size;
    private final int slotBits;
    private final int numberBits;
    private final PrefixFilter filter;

    Part(SectionReader file) {
      first = file.number(KeyWriter.FIRST);
      slots = file.numbers(KeyWriter.SLOTS);
      size = file.count(KeyWriter.SLOTS);
      slotBits = file.bits(KeyWriter.SLOTS);
      numberBits = (int) file.number(KeyWriter.NUMBER_BITS);
      filter = new PrefixFilter(file.bytes(KeyWriter.FILTER));
    }

    int find(long hash, IntPredicate is) {
      long numbers = (1L << numberBits) - 1;
      long fingerprint = KeyWriter.fingerprint(hash, numberBits, slotBits);
      int slot = KeyWriter.slot(hash, size);
      for (long found = slots.get(slot); found != 0; found = slots.get(slot)) {
        int number = (int) (found & numbers) - 1;
        if ((found & ~numbers) == fingerprint && is.test(number)) {
          return number;
        }
        slot = slot + 1 == size ? 0 : slot + 1;
      }
      return UNKNOWN;
    }
  }

  /** The keys of a table, from the files of several, in any order. */
  public Keys(String table, List<SectionReader> files) {
    this.parts =
        files.stream()
            .filter(file -> file.type().equals(KeyWriter.TYPE))
            .filter(file -> file.text(KeyWriter.TABLE).equals(table))
            .map(Part::new)
            .sorted(Comparator.comparingLong(part -> part.first))
            .toArray(Part[]::new);
  }

  /**
   * The number of a key, or {@link #UNKNOWN}.
   *
   * @param is tests whether a number has the key
   */
  public int find(long hash, IntPredicate is) {
    int part = part(hash);
    return part < 0 ? UNKNOWN : parts[part].find(hash, is);
  }

  /** Whether a key may begin with what has this hash; false if none does. */
  boolean mayBegin(long hash) {
    int part = part(hash);
    return part >= 0 && parts[part].filter.has(hash);
  }

  /** The part of a hash: parts are about equal, so the first guess is nearly always right. */
  private int part(long hash) {
    long fromZero = (hash >>> 32) + Integer.MIN_VALUE & 0xFFFFFFFFL; // in the order of hashes
    int part = Math.min((int) (fromZero * parts.length >>> 32), parts.length - 1);
    while (part >= 0 && parts[part].first > hash) {
      part--;
    }
    while (part + 1 < parts.length && parts[part + 1].first <= hash) {
      part++;
    }
    return part;
  }
}
