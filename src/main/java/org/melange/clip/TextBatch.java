package org.melange.clip;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Locale;

/** The token ids of a batch, checked here because errors of native code do not name the text. */
final class TextBatch {

  /**
   * {@code eos_token_id} of early configurations. It means that the largest id is the end marker.
   */
  private static final long LEGACY_END = 2;

  private final ClipConfig.Text config;
  private final long[][] ids;

  TextBatch(ClipConfig.Text config, long[][] ids) {
    this.config = config;
    this.ids = ids;
    if (ids.length == 0) {
      throw new IllegalArgumentException("a batch needs at least one text");
    }
    for (int row = 0; row < ids.length; row++) {
      check(row);
    }
  }

  private void check(int row) {
    int length = ids[row].length;
    if (length != ids[0].length || length == 0 || length > config.positions()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "text %d has %d tokens; all of a batch need the same number, 1 to %d, and the first"
                  + " has %d",
              row,
              length,
              config.positions(),
              ids[0].length));
    }
    for (long id : ids[row]) {
      if (id < 0 || id >= config.vocabulary()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "text %d has token id %d, the vocabulary ends at %d",
                row,
                id,
                config.vocabulary() - 1));
      }
    }
  }

  /** Ids {@code [B, T]} and ends {@code [B]}, the inputs of {@link TextTower}. */
  NDList inputs(NDManager manager) {
    int length = ids[0].length;
    long[] flat = new long[Math.multiplyExact(ids.length, length)];
    long[] ends = new long[ids.length];
    for (int row = 0; row < ids.length; row++) {
      System.arraycopy(ids[row], 0, flat, row * length, length);
      ends[row] = row * (long) length + (config.endToken() == LEGACY_END ? largest(row) : end(row));
    }
    // Duplicates, because libtorch reads indices again in the backward pass: see ScalarOps.
    return new NDList(
        manager.create(flat, new Shape(ids.length, length)).duplicate(),
        manager.create(ends, new Shape(ids.length)).duplicate());
  }

  private int largest(int row) {
    int best = 0;
    for (int i = 1; i < ids[row].length; i++) {
      if (ids[row][i] > ids[row][best]) {
        best = i;
      }
    }
    return best;
  }

  private int end(int row) {
    for (int i = 0; i < ids[row].length; i++) {
      if (ids[row][i] == config.endToken()) {
        return i;
      }
    }
    throw new IllegalArgumentException(
        String.format(
            Locale.ROOT, "text %d has no end marker (token id %d)", row, config.endToken()));
  }
}
