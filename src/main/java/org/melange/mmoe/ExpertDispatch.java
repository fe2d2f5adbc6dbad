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
 * Gives experts the rows that they are asked about, each once: an expert is a function of a row, a
 * row whose gate is shut adds nothing, and many rows are alike. A causal text tower makes the same
 * of every start marker, of a name's first word piece the same wherever it begins a text, and posts
 * share pictures or have none.
 *
 * <p>B items, L rows of a sequence, D and H widths before and behind an expert. No gradient passes
 * through here.
 */
final class ExpertDispatch {

  /** Products of fewer rows than this may be computed, and so rounded, in other ways. */
  private static final int LEAST = 8;

  private final NDManager manager;
  private final Shape shape;

  /** What rows there are, each once, [U, D]. */
  private final NDArray distinct;

  /** Which of them each row is, [B L]. */
  private final int[] which;

  /**
   * @param x [B, L, D]
   */
  ExpertDispatch(NDArray x) {
    manager = x.getManager();
    shape = x.getShape().slice(0, 2);
    long width = x.getShape().get(2);
    which = new int[Math.toIntExact(shape.size())];
    NDArray rows = x.reshape(which.length, width);
    int[] firsts = firsts(rows.toByteBuffer(), Math.toIntExact(width));
    distinct = firsts.length == which.length ? rows : rows.get(index(firsts));
  }

  /**
   * The outputs of {@code expert}, zero where a gate is shut.
   *
   * @param open which of the B L rows have their gate open
   * @param width H
   * @return [B, L, H]
   */
  NDArray through(UnaryOperator<NDArray> expert, boolean[] open, long width) {
    int[] places = new int[Math.toIntExact(distinct.getShape().get(0))];
    int[] asked = asked(open, places);
    if (asked.length == 0) {
      return manager.zeros(shape.addAll(new Shape(width)));
    }
    int[] in = Arrays.copyOf(asked, Math.max(LEAST, asked.length)); // the first row fills up
    NDArray out = expert.apply(distinct.get(index(in))); // [A, H]
    int[] from = new int[which.length];
    for (int i = 0; i < from.length; i++) {
      from[i] = open[i] ? places[which[i]] : in.length;
    }
    return out.concat(manager.zeros(new Shape(1, width)), 0)
        .get(index(from))
        .reshape(shape.addAll(new Shape(width)));
  }

  /** The distinct rows that some open row is, in their order; notes in {@code places} where. */
  private int[] asked(boolean[] open, int[] places) {
    for (int i = 0; i < open.length; i++) {
      places[which[i]] |= open[i] ? 1 : 0;
    }
    int[] asked = new int[places.length];
    int count = 0;
    for (int u = 0; u < places.length; u++) {
      if (places[u] == 1) {
        places[u] = count;
        asked[count++] = u;
      }
    }
    return Arrays.copyOf(asked, count);
  }

  /** Where each distinct row stands first; fills {@link #which}. Rows are alike to the bit. */
  private int[] firsts(ByteBuffer rows, int width) {
    IntBuffer bits = rows.order(ByteOrder.nativeOrder()).asIntBuffer();
    Map<IntBuffer, Integer> seen = new HashMap<>();
    int[] firsts = new int[which.length];
    for (int i = 0; i < which.length; i++) {
      int next = seen.size();
      Integer known = seen.putIfAbsent(bits.slice(i * width, width), next);
      which[i] = known == null ? next : known;
      if (known == null) {
        firsts[next] = i;
      }
    }
    return Arrays.copyOf(firsts, seen.size());
  }

  private NDArray index(int[] places) {
    return manager.create(Arrays.stream(places).asLongStream().toArray());
  }
}
