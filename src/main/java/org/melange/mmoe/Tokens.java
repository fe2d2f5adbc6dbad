package org.melange.mmoe;

import ai.djl.ndarray.NDArray;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Tokens of a batch, parted by what a gate may do with them. B items, D width.
 *
 * @param open those that may go through experts, [B, n, D]
 * @param shut those behind them that never do, which the gate wants to rank and no gradient reaches
 * @param count how many tokens an item has, T: where the gate does not miss them, some of the shut
 *     ones may be left out
 */
record Tokens(NDArray open, Optional<NDArray> shut, long count) {

  /** The first {@code open} of {@code tokens} [B, T, D], each part through {@code map}. */
  static Tokens of(NDArray tokens, long open, UnaryOperator<NDArray> map) {
    return of(tokens, tokens.getShape().get(1), open, map);
  }

  /** The same of items that have {@code count} tokens, some of which may be left out. */
  static Tokens of(NDArray tokens, long count, long open, UnaryOperator<NDArray> map) {
    if (tokens.getShape().get(1) <= open) {
      return new Tokens(map.apply(tokens), Optional.empty(), count);
    }
    return new Tokens(
        map.apply(tokens.get(":, :{}", open)),
        Optional.of(map.apply(tokens.get(":, {}:", open)).stopGradient()),
        count);
  }

  /** All that are there again, [B, T or fewer, D]. */
  NDArray joined() {
    return shut.map(rest -> open.concat(rest, 1)).orElse(open);
  }
}
