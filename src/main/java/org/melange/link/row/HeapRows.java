package org.melange.link.row;

/**
 * Entity rows in arrays on the heap. Immutable by agreement.
 *
 * @param layout of the rows
 * @param rows of that layout, finite; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record HeapRows(EntityLayout layout, float[][] rows) implements EntityRows {

  @Override
  public int size() {
    return rows.length;
  }

  @Override
  public int length(int index) {
    return rows[index].length;
  }

  @Override
  public void read(int index, int from, float[] into, int at) {
    System.arraycopy(rows[index], from, into, at, rows[index].length - from);
  }

  @Override
  public void heads(int from, int to, float[] into) {
    int width = layout.headWidth();
    for (int index = from; index < to; index++) {
      System.arraycopy(rows[index], 0, into, (index - from) * width, width);
    }
  }
}
