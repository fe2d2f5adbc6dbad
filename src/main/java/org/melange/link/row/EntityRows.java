package org.melange.link.row;

/**
 * Rows of entities as scoring reads them: in float32, whatever their stored precision, and in the
 * order of QID numbers. All values are finite, and all rows have one {@link EntityLayout}.
 *
 * <p>Immutable; safe for any number of threads.
 */
public interface EntityRows {

  /** Number of entities. */
  int size();

  /** How rows are laid out. */
  EntityLayout layout();

  /** Values in the row at {@code index}. */
  int length(int index);

  /**
   * Copies the row at {@code index}, from value {@code from} of it to its end. Scores are defined
   * by these values.
   *
   * @param from 0 for the complete row, {@code layout().headWidth()} for its tail
   * @param into where to copy to
   * @param at where in {@code into}
   */
  void read(int index, int from, float[] into, int at);

  /**
   * Copies the heads of the rows {@code from} to {@code to − 1}, one after the other. Their coarse
   * parts may be rounded, {@link #headError} says how much; bounds are exact.
   *
   * @param into [to − from, headWidth] row-major
   */
  void heads(int from, int to, float[] into);

  /**
   * The Euclidean distance between a coarse part that {@link #heads} gives and the one that {@link
   * #read} gives, at most; 0 if heads are exact.
   */
  default float headError(int index) {
    return 0;
  }
}
