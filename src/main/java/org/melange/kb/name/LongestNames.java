package org.melange.kb.name;

import java.util.Arrays;
import java.util.function.IntPredicate;
import org.melange.corpus.WordBoundaries;

/**
 * Finds the longest name at positions of one text. It reads on from word boundary to word boundary
 * while some name may begin with what was read, and then looks the parts up, the longest first. Not
 * thread-safe.
 */
final class LongestNames {

  private final NameSearch names;
  private final NormalizedText text;
  private final boolean endInside;
  private final IntPredicate endsInside;

  private int[] ends = new int[16];
  private long[] hashes = new long[16];
  private int looked;

  /** Tests whether a name may be in a part of the text. */
  interface Fit {

    /** Whether a name may be there. */
    boolean test(int from, int to);
  }

  /** A search in a text for names that end at word boundaries. */
  LongestNames(NameSearch names, NormalizedText text) {
    this(names, text, false, at -> false);
  }

  /**
   * A search in a text.
   *
   * @param endsInside tests whether a name may also end before a char inside a word
   */
  LongestNames(NameSearch names, NormalizedText text, IntPredicate endsInside) {
    this(names, text, true, endsInside);
  }

  private LongestNames(
      NameSearch names, NormalizedText text, boolean endInside, IntPredicate endsInside) {
    this.names = names;
    this.text = text;
    this.endInside = endInside;
    this.endsInside = endsInside;
  }

  /** One past the last char of the longest name that begins at {@code from}, or -1. */
  int find(int from, Fit fit) {
    for (int i = collect(from) - 1; i >= 0; i--) {
      int to = ends[i];
      if (fit.test(from, to) && names.has(hashes[i], text, from, to)) {
        return to;
      }
    }
    return -1;
  }

  /** One past the last char that the last search needed to read. */
  int looked() {
    return looked;
  }

  /** The parts from {@code from} with which names may begin. */
  private int collect(int from) {
    int count = 0;
    int last = Math.min(text.length(), from + MentionFinder.MAX_LENGTH);
    char[] chars = text.array();
    long state = KeyHash.start();
    for (int to = from; to < last; ) {
      char read = chars[to++];
      state = KeyHash.next(state, read);
      if (read == ' ') { // no name ends with a space
        continue;
      }
      if (!endInside && WordBoundaries.joinsAscii(read)) {
        while (to < last && text.isAsciiWord(to)) {
          state = KeyHash.next(state, chars[to++]);
        }
      }
      boolean boundary = text.isBoundary(to);
      if (boundary || endInside && endsInside.test(to)) {
        long hash = KeyHash.of(state);
        if (names.mayBegin(hash)) {
          add(count++, to, hash);
        } else if (boundary) {
          looked = Math.min(text.length(), to + 1);
          return count;
        }
      }
    }
    looked = Math.min(text.length(), last + 1);
    return count;
  }

  private void add(int at, int to, long hash) {
    if (at == ends.length) {
      ends = Arrays.copyOf(ends, at * 2);
      hashes = Arrays.copyOf(hashes, at * 2);
    }
    ends[at] = to;
    hashes[at] = hash;
  }
}
