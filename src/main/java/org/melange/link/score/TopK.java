package org.melange.link.score;

import java.util.Arrays;

/**
 * The k best of any number of scored candidates, in a total order: score descending, then index
 * ascending. With a table sorted by QID number the second key is the QID, so the same candidates
 * give the same ranking however they were split, ordered or merged.
 *
 * <p>Not thread-safe. Offering costs O(log k) at most, and O(1) for candidates that are not kept.
 */
public final class TopK {

  private final int[] indices;
  private final float[] scores;
  private int size;

  /**
   * An empty selection.
   *
   * @param k candidates that are kept, at least 1
   */
  public TopK(int k) {
    if (k < 1) {
      throw new IllegalArgumentException("cannot keep the best " + k);
    }
    indices = new int[k];
    scores = new float[k];
  }

  /**
   * Offers a candidate.
   *
   * @param index identifies it; no two candidates have the same
   * @param score larger is better
   * @return whether it is among the best so far
   * @throws IllegalArgumentException if the score is not a number, which has no order
   */
  public boolean offer(int index, float score) {
    if (Float.isNaN(score)) {
      throw new IllegalArgumentException("the score of candidate " + index + " is NaN");
    }
    if (size < indices.length) {
      rise(size++, index, score);
      return true;
    }
    if (worse(index, score, indices[0], scores[0])) {
      return false;
    }
    sink(index, score);
    return true;
  }

  /**
   * The score below which a candidate is rejected, negative infinity until there are k. A candidate
   * whose score equals it may still get in by its index.
   */
  public float threshold() {
    return size < indices.length ? Float.NEGATIVE_INFINITY : scores[0];
  }

  /** Number of candidates that are kept: k, or as many as were offered. */
  public int size() {
    return size;
  }

  /** The indices of the best, best first. */
  public int[] indices() {
    return Arrays.copyOf(drained().indices, size);
  }

  /** The scores of the best, best first, in the order of {@link #indices()}. */
  public float[] scores() {
    return Arrays.copyOf(drained().scores, size);
  }

  /** Whether candidate (i, s) ranks behind candidate (j, t); −0 and 0 are the same score. */
  private static boolean worse(int i, float s, int j, float t) {
    return s < t || (s == t && i > j);
  }

  /** A sorted copy, made by taking the worst off a copy of the heap until none is left. */
  private TopK drained() {
    TopK heap = new TopK(Math.max(1, size));
    System.arraycopy(indices, 0, heap.indices, 0, size);
    System.arraycopy(scores, 0, heap.scores, 0, size);
    TopK sorted = new TopK(Math.max(1, size));
    for (heap.size = size; heap.size > 0; ) {
      int last = heap.size - 1;
      sorted.indices[last] = heap.indices[0];
      sorted.scores[last] = heap.scores[0];
      heap.size = last;
      heap.sink(heap.indices[last], heap.scores[last]);
    }
    return sorted;
  }

  /** Puts a candidate at {@code slot} or above, so that no parent is better than its child. */
  private void rise(int slot, int index, float score) {
    int at = slot;
    while (at > 0 && worse(index, score, indices[(at - 1) / 2], scores[(at - 1) / 2])) {
      move((at - 1) / 2, at);
      at = (at - 1) / 2;
    }
    indices[at] = index;
    scores[at] = score;
  }

  /** Replaces the worst, at the root, by a candidate. */
  private void sink(int index, float score) {
    int at = 0;
    for (int child = worstChild(at); child < size; child = worstChild(at)) {
      if (!worse(indices[child], scores[child], index, score)) {
        break;
      }
      move(child, at);
      at = child;
    }
    indices[at] = index;
    scores[at] = score;
  }

  private int worstChild(int at) {
    int left = 2 * at + 1;
    int right = left + 1;
    boolean useRight =
        right < size && worse(indices[right], scores[right], indices[left], scores[left]);
    return useRight ? right : left;
  }

  private void move(int from, int to) {
    indices[to] = indices[from];
    scores[to] = scores[from];
  }
}
