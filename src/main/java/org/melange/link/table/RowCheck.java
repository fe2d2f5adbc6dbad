package org.melange.link.table;

import java.util.Locale;
import org.melange.link.row.EntityLayout;
import org.melange.link.row.Modality;

/** Whether the rows of a segment can be right: finite, and bounded as their heads say. */
final class RowCheck {

  /** Room for the rounding of a bound when it was made. */
  private static final double ROOM = 1 - 1e-6;

  private final Segment segment;
  private final EntityLayout layout;

  /** A half that is not finite reads as a number that no half can be. */
  private final float largest;

  private final float[] stored;
  private float[] row = new float[0];

  RowCheck(Segment segment) {
    this.segment = segment;
    layout = segment.layout();
    largest = segment.precision() == Precision.FLOAT32 ? Float.MAX_VALUE : Float16.MAX;
    stored = new float[layout.headWidth()];
  }

  /**
   * Checks a row.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  void require(int index) {
    int length = segment.length(index);
    row = row.length < length ? new float[length] : row;
    segment.read(index, 0, row, 0);
    for (int i = 0; i < length; i++) {
      if (!(Math.abs(row[i]) <= largest)) {
        throw new IllegalArgumentException(
            "holds " + row[i] + " in the row of its entity " + index);
      }
    }
    for (Modality unit : layout.units()) {
      int mixed = layout.mixed(unit);
      double needed = Math.sqrt(layout.hiddenDim()) * distance(row, mixed, layout.hiddenDim());
      requireBound("norm", row[layout.norm(unit)], needed, index);
    }
    requireError(index);
  }

  /** A head that is stored in bytes says how far it is from the exact one. */
  private void requireError(int index) {
    if (segment.precision() == Precision.INT8) {
      segment.heads(index, index + 1, stored, 0);
      for (int i = 0; i < layout.coarseWidth(); i++) {
        stored[i] -= row[i];
      }
      double needed = distance(stored, 0, layout.coarseWidth());
      requireBound("distance", segment.headError(index), needed, index);
    }
  }

  private static void requireBound(String what, float bound, double needed, int index) {
    if (bound < needed * ROOM) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "holds a %s of %s in the row of its entity %d where its numbers have %s: a search"
                  + " would leave out what it should find",
              what,
              bound,
              index,
              (float) needed));
    }
  }

  private static double distance(float[] numbers, int from, int count) {
    double squares = 0;
    for (int i = from; i < from + count; i++) {
      squares += (double) numbers[i] * numbers[i];
    }
    return Math.sqrt(squares);
  }
}
