package org.melange.mmoe;

import ai.djl.ndarray.NDArray;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Tokens of a batch, parted by what a gate may do with them. B items, D width.
 *
 * @param open those that may go through experts, [B, n, D]
 * @param shut those behind them that never do, which the gate wants to rank and no gradient reaches
 */
record Tokens(NDArray open, Optional<NDArray> shut) {

  /** The first {@code open} of {@code tokens} [B, T, D], each part through {@code map}. */
  static Tokens of(NDArray tokens, long open, UnaryOperator<NDArray> map) {
    if (tokens.getShape().get(1) <= open) {
      return new Tokens(map.apply(tokens), Optional.empty());
    }
    return new Tokens(
        map.apply(tokens.get(":, :{}", open)),
        Optional.of(map.apply(tokens.get(":, {}:", open)).stopGradient()));
  }

  /** All of them again, [B, T, D]. */
  NDArray joined() {
    return shut.map(rest -> open.concat(rest, 1)).orElse(open);
  }

  /** How many tokens an item has, T. */
  long count() {
    return open.getShape().get(1) + shut.map(rest -> rest.getShape().get(1)).orElse(0L);
  }
}
