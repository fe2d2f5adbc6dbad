package org.melange.kb.name;

/**
 * The hash of a string by which it is looked up, computed char by char. Equal in every version of
 * the file format.
 */
public final class KeyHash {

  private static final long START = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;

  private KeyHash() {}

  /** The state before the first char. */
  public static long start() {
    return START;
  }

  /** The state after a further char. */
  public static long next(long state, char c) {
    return (state ^ c) * PRIME;
  }

  /** The hash of the chars so far. */
  public static long of(long state) {
    long mixed = (state ^ state >>> 33) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ mixed >>> 33) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ mixed >>> 33;
  }

  /** The hash of a part of a text. */
  public static long of(CharSequence text, int from, int to) {
    long state = START;
    for (int i = from; i < to; i++) {
      state = next(state, text.charAt(i));
    }
    return of(state);
  }

  /** The hash of a text. */
  public static long of(CharSequence text) {
    return of(text, 0, text.length());
  }
}
