package org.melange.link.score;

/**
 * Columns of a {@link MentionPanel}: the right operand of a {@link GemmKernel}. One column has
 * {@code depth} values of each mention of the group. Immutable by agreement: the array is shared.
 *
 * @param values [count, depth, GROUP] from {@code from} on
 * @param from where the first column starts
 * @param depth values of a column, which is the number of products in a sum
 * @param count number of columns
 * @param rowOffset from the start of a row to the value that a column's first is multiplied with
 */
@SuppressWarnings("ArrayRecordComponent") // a view of a panel, never compared
record PanelColumns(float[] values, int from, int depth, int count, int rowOffset) {

  /** One column: the part of packed coarse parts that starts at value {@code at}. */
  static PanelColumns ofCoarse(float[] coarse, int at, int depth) {
    return new PanelColumns(coarse, at * SimdLanes.GROUP, depth, 1, at);
  }
}
