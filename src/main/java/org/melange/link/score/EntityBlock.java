package org.melange.link.score;

import java.util.Arrays;
import org.melange.link.row.EntityLayout;
import org.melange.link.row.EntityRows;
import org.melange.link.row.NormCone;

/**
 * Entities that are scored together, in arrays that are reused for the next ones. Confined to one
 * thread.
 */
final class EntityBlock {

  /** Entities at most. */
  static final int CAPACITY = 64;

  private final EntityRows rows;
  private final int headWidth;

  /** Values of a head that coarse products use. */
  private final int products;

  /** How far rounding may move both products together, relative to both vectors' lengths. */
  private final float rounding;

  private final int[] indices = new int[CAPACITY];
  private final int[] headAt = new int[CAPACITY];
  private final int[] tailAt = new int[CAPACITY];
  private final float[] errors = new float[CAPACITY];
  private final float[] heads;
  private float[] exactHeads = new float[0];
  private float[] tails = new float[0];
  private float[] row = new float[0];
  private boolean rounded;
  private int size;
  private int tailEnd;

  /** The order of entities among those that were fetched last. */
  private final int[] order = new int[CAPACITY];

  private final int[] fetchedHeads = new int[CAPACITY];
  private int fetched;

  EntityBlock(EntityRows rows) {
    this.rows = rows;
    EntityLayout layout = rows.layout();
    headWidth = layout.headWidth();
    products = layout.productEnds()[2];
    rounding = 2 * (products + 8) * NormCone.UNIT_ROUNDOFF;
    heads = new float[CAPACITY * headWidth];
    Arrays.setAll(headAt, r -> r * headWidth);
  }

  /** Takes the heads of the entities {@code from} to {@code to − 1}. */
  void load(int from, int to) {
    restart(to - from);
    rows.heads(from, to, heads);
    for (int r = 0; r < size; r++) {
      note(r, from + r);
    }
  }

  /** Takes the heads of the entities at {@code entities[from]} to {@code entities[to − 1]}. */
  void loadHeads(int[] entities, int from, int to) {
    restart(to - from);
    row = row.length < headWidth ? new float[headWidth] : row;
    for (int r = 0; r < size; r++) {
      int index = entities[from + r];
      rows.heads(index, index + 1, row);
      System.arraycopy(row, 0, heads, headAt[r], headWidth);
      note(r, index);
    }
  }

  private void note(int r, int index) {
    indices[r] = index;
    float error = rows.headError(index);
    errors[r] = error > 0 ? error + rounding * length(r) : 0;
    rounded |= error > 0;
  }

  /** The Euclidean length of the part of a head that coarse products use. */
  private float length(int r) {
    return (float) Math.sqrt(SimdLanes.squares(heads, headAt[r], products));
  }

  /** Takes the entities at {@code entities[from]} to {@code entities[to − 1]}, exactly. */
  void load(int[] entities, int from, int to) {
    restart(to - from);
    for (int r = 0; r < size; r++) {
      indices[r] = entities[from + r];
      readRow(r);
      System.arraycopy(row, 0, heads, headAt[r], headWidth);
      putTail(r);
    }
  }

  private void restart(int entities) {
    size = entities;
    tailEnd = 0;
    rounded = false;
    Arrays.fill(tailAt, -1);
  }

  /**
   * Makes sure that the complete rows of some entities are there, their exact heads included.
   *
   * @param places of entities in the block
   * @param from the first that is fetched
   */
  void fetch(int[] places, int from, int to) {
    fetched = to - from;
    for (int i = 0; i < fetched; i++) {
      int r = places[from + i];
      fetch(r);
      order[r] = i;
      fetchedHeads[i] = headAt[r];
    }
  }

  private void fetch(int r) {
    if (tailAt[r] >= 0) {
      return;
    }
    if (rounded) {
      if (exactHeads.length == 0) {
        exactHeads = new float[heads.length];
      }
      readRow(r);
      System.arraycopy(row, 0, exactHeads, headAt[r], headWidth);
      putTail(r);
    } else {
      place(r, rows.length(indices[r]) - headWidth);
      rows.read(indices[r], headWidth, tails, tailAt[r]);
    }
  }

  private void readRow(int r) {
    int length = rows.length(indices[r]);
    row = row.length < length ? new float[length] : row;
    rows.read(indices[r], 0, row, 0);
  }

  private void putTail(int r) {
    int length = rows.length(indices[r]) - headWidth;
    place(r, length);
    System.arraycopy(row, headWidth, tails, tailAt[r], length);
  }

  private void place(int r, int length) {
    if (tails.length < tailEnd + length) {
      tails = Arrays.copyOf(tails, Math.max(2 * tails.length, tailEnd + length));
    }
    tailAt[r] = tailEnd;
    tailEnd += length;
  }

  int size() {
    return size;
  }

  /** Which entity is at place {@code r}. */
  int index(int r) {
    return indices[r];
  }

  /** Whether {@link #heads} are rounded. */
  boolean rounded() {
    return rounded;
  }

  /**
   * How far the coarse part of {@link #heads} may be from the exact one, and what rounding may add:
   * its products with a mention and those of the exact one differ by no more than this times the
   * mention's length.
   */
  float error(int r) {
    return errors[r];
  }

  /** Heads as they are stored. */
  float[] heads() {
    return heads;
  }

  /** Heads that scores are made of; those of entities that were fetched. */
  float[] exactHeads() {
    return rounded ? exactHeads : heads;
  }

  /** Where heads start, of either kind. */
  int[] headAt() {
    return headAt;
  }

  /** Number of entities that were fetched last. */
  int fetched() {
    return fetched;
  }

  /** Where the heads of the entities that were fetched last start, in their order. */
  int[] fetchedHeads() {
    return fetchedHeads;
  }

  /** The place of an entity among those that were fetched last. */
  int order(int r) {
    return order[r];
  }

  float[] tails() {
    return tails;
  }

  /** Where the tail of a fetched entity starts. */
  int tailAt(int r) {
    return tailAt[r];
  }
}
