package org.melange.link;

import java.io.Serializable;

/** Entity rows in arrays on the heap. Serializable, so that Spark can broadcast them. */
final class HeapRows implements EntityRows, Serializable {

  private static final long serialVersionUID = 1L;

  /** Kryo, which Spark may serialize with, knows no records. */
  private final String layoutCode;

  private transient volatile EntityLayout layout;
  private final float[][] rows;

  /**
   * @param rows laid out so, finite; not copied
   */
  HeapRows(EntityLayout layout, float[][] rows) {
    this.layoutCode = layout.code();
    this.rows = rows;
  }

  @Override
  public int size() {
    return rows.length;
  }

  @Override
  public EntityLayout layout() {
    if (layout == null) {
      layout = EntityLayout.ofCode(layoutCode);
    }
    return layout;
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
    int width = layout().headWidth();
    for (int index = from; index < to; index++) {
      System.arraycopy(rows[index], 0, into, (index - from) * width, width);
    }
  }
}
