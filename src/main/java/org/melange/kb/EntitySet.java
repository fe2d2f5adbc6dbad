package org.melange.kb;

import java.io.Serializable;
import java.util.Arrays;
import java.util.function.LongPredicate;

/**
 * A set of entities, by the numbers in their QIDs: a bit for each number, in words of 64. Words
 * without an entity are left out, so it takes at most 16 bytes an entity, and for most of Wikidata
 * two bits a number. Immutable, thread-safe.
 */
public final class EntitySet implements LongPredicate, Serializable {

  private static final long serialVersionUID = 1L;

  /** Numbers of a word. */
  public static final int WORD = Long.SIZE;

  private final long[] words;
  private final long[] bits;

  private EntitySet(long[] words, long[] bits) {
    this.words = words;
    this.bits = bits;
  }

  /** The set of some numbers, in any order. */
  public static EntitySet of(long... numbers) {
    long[] sorted = Arrays.stream(numbers).sorted().toArray();
    Builder set = new Builder();
    for (int from = 0, to; from < sorted.length; from = to) {
      long word = sorted[from] / WORD;
      long bits = 0;
      for (to = from; to < sorted.length && sorted[to] / WORD == word; to++) {
        bits |= 1L << sorted[to];
      }
      set.add(word, bits);
    }
    return set.build();
  }

  @Override
  public boolean test(long number) {
    int at = Arrays.binarySearch(words, number / WORD);
    return at >= 0 && (bits[at] >>> number & 1) == 1;
  }

  /** The number of entities. */
  public long size() {
    return Arrays.stream(bits).map(Long::bitCount).sum();
  }

  /** Collects words. Not thread-safe. */
  public static final class Builder {
    private long[] words = new long[16];
    private long[] bits = new long[16];
    private int size;

    /**
     * Adds the numbers of a word.
     *
     * @param word {@code number / 64}, larger than the one before
     * @param some the bit {@code number % 64} of each
     * @throws IllegalArgumentException if words do not ascend
     */
    public void add(long word, long some) {
      if (size > 0 && word <= words[size - 1]) {
        throw new IllegalArgumentException("word " + word + " comes after " + words[size - 1]);
      }
      if (size == words.length) {
        words = Arrays.copyOf(words, 2 * size);
        bits = Arrays.copyOf(bits, 2 * size);
      }
      words[size] = word;
      bits[size++] = some;
    }

    /** The set. */
    public EntitySet build() {
      return new EntitySet(Arrays.copyOf(words, size), Arrays.copyOf(bits, size));
    }
  }
}
