package org.melange.link.row;

/**
 * Some rows of others, in their order. Immutable; safe for any number of threads.
 *
 * @param all the rows that they are taken from
 * @param selected indices among {@code all}, ascending; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record SelectedRows(EntityRows all, int[] selected) implements EntityRows {

  @Override
  public int size() {
    return selected.length;
  }

  @Override
  public EntityLayout layout() {
    return all.layout();
  }

  @Override
  public int length(int index) {
    return all.length(selected[index]);
  }

  @Override
  public void read(int index, int from, float[] into, int at) {
    all.read(selected[index], from, into, at);
  }

  @Override
  public void heads(int from, int to, float[] into) {
    if (to > from && selected[to - 1] - selected[from] == to - 1 - from) {
      all.heads(selected[from], selected[to - 1] + 1, into);
      return;
    }
    int width = layout().headWidth();
    float[] head = new float[width];
    for (int index = from; index < to; index++) {
      all.heads(selected[index], selected[index] + 1, head);
      System.arraycopy(head, 0, into, (index - from) * width, width);
    }
  }

  @Override
  public float headError(int index) {
    return all.headError(selected[index]);
  }
}
