package org.melange.kb.name;

/** The names that have a feature. Thread-safe. */
public interface Postings {

  /** The most names that are read of a list: its best-known ones. */
  int MOST = 10_000;

  /** Of a feature that no name has. */
  Postings NONE =
      new Postings() {
        @Override
        public int frequency() {
          return 0;
        }

        @Override
        public int read(int most, int[] into, int at) {
          return 0;
        }
      };

  /** How many names have the feature, also those that cannot be read. */
  int frequency();

  /**
   * Reads the first numbers of the names, ascending.
   *
   * @param most how many; no more than {@link #MOST} are there
   * @param at where the first is put
   * @return how many were read
   */
  int read(int most, int[] into, int at);
}
