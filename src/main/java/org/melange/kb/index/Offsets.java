package org.melange.kb.index;

import org.apache.lucene.util.LongValues;

/**
 * An ascending list of numbers from 0 on, as base of each block of {@value #BLOCK} and the
 * difference from it. Thread-safe.
 */
public final class Offsets {

  private static final int SHIFT = 7;
  private static final int BLOCK = 1 << SHIFT;

  private final LongValues bases;
  private final LongValues differences;

  /** The list in a section. */
  public Offsets(SectionReader file, String name) {
    this.bases = file.numbers(name + ".bases");
    this.differences = file.numbers(name);
  }

  /** Writes a list that begins with 0. */
  public static void write(SectionWriter file, String name, LongList ascending) {
    LongList bases = new LongList();
    LongList differences = new LongList();
    for (int i = 0; i < ascending.size(); i++) {
      if (i % BLOCK == 0) {
        bases.add(ascending.get(i));
      }
      differences.add(ascending.get(i) - bases.get(i >> SHIFT));
    }
    file.numbers(name + ".bases", bases).numbers(name, differences);
  }

  /** The {@code i}-th number. */
  public long get(int i) {
    return bases.get(i >> SHIFT) + differences.get(i);
  }
}
