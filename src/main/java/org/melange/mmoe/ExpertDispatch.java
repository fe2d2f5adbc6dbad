package org.melange.mmoe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Sends each distinct row to an expert once and only if its gate is active. This gives the same
 * result, because an expert is a function of a row and a row with gate 0 adds nothing. Many rows
 * are equal: a causal text tower gives the same state for equal beginnings of texts, and posts
 * share images or have none.
 *
 * <p>B items, L rows of a sequence, U distinct rows, A active distinct rows, D input width and H
 * output width of an expert. Gradients do not flow through this code.
 */
final class ExpertDispatch {

  /** Libraries may compute products of fewer rows in another way, with other rounding. */
  private static final int LEAST = 8;

  private final NDManager manager;
  private final Shape shape;

  /** The distinct rows, [U, D]. */
  private final NDArray distinct;

  /** The index of the distinct row of each row, [B L]. */
  private final int[] distinctOf;

  /**
   * @param x [B, L, D]
   */
  ExpertDispatch(NDArray x) {
    manager = x.getManager();
    shape = x.getShape().slice(0, 2);
    long width = x.getShape().get(2);
    distinctOf = new int[Math.toIntExact(shape.size())];
    NDArray rows = x.reshape(distinctOf.length, width);
    int[] firsts = firsts(rows.toByteBuffer(), Math.toIntExact(width));
    distinct = firsts.length == distinctOf.length ? rows : rows.get(index(firsts));
  }

  /**
   * The outputs of {@code expert}, zero where a gate is inactive.
   *
   * @param active whether each of the B L rows has an active gate
   * @param width H
   * @return [B, L, H]
   */
  NDArray through(UnaryOperator<NDArray> expert, boolean[] active, long width) {
    int[] positions = new int[Math.toIntExact(distinct.getShape().get(0))];
    int[] requested = requested(active, positions);
    if (requested.length == 0) {
      return manager.zeros(shape.addAll(new Shape(width)));
    }
    int[] in =
        Arrays.copyOf(requested, Math.max(LEAST, requested.length)); // padded with the first row
    NDArray out = expert.apply(distinct.get(index(in))); // [A, H]
    int[] from = new int[distinctOf.length];
    for (int i = 0; i < from.length; i++) {
      from[i] = active[i] ? positions[distinctOf[i]] : in.length;
    }
    return out.concat(manager.zeros(new Shape(1, width)), 0)
        .get(index(from))
        .reshape(shape.addAll(new Shape(width)));
  }

  /**
   * The indices of distinct rows with an active row, ascending. Stores their positions in {@code
   * positions}.
   */
  private int[] requested(boolean[] active, int[] positions) {
    for (int i = 0; i < active.length; i++) {
      positions[distinctOf[i]] |= active[i] ? 1 : 0;
    }
    int[] requested = new int[positions.length];
    int count = 0;
    for (int u = 0; u < positions.length; u++) {
      if (positions[u] == 1) {
        positions[u] = count;
        requested[count++] = u;
      }
    }
    return Arrays.copyOf(requested, count);
  }

  /** The first row equal to each distinct row, bit for bit. Fills {@link #distinctOf}. */
  private int[] firsts(ByteBuffer rows, int width) {
    IntBuffer bits = rows.order(ByteOrder.nativeOrder()).asIntBuffer();
    Map<IntBuffer, Integer> seen = new HashMap<>();
    int[] firsts = new int[distinctOf.length];
    for (int i = 0; i < distinctOf.length; i++) {
      int next = seen.size();
      Integer known = seen.putIfAbsent(bits.slice(i * width, width), next);
      distinctOf[i] = known == null ? next : known;
      if (known == null) {
        firsts[next] = i;
      }
    }
    return Arrays.copyOf(firsts, seen.size());
  }

  private NDArray index(int[] positions) {
    return manager.create(Arrays.stream(positions).asLongStream().toArray());
  }
}
