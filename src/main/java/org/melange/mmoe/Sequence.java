package org.melange.mmoe;

import ai.djl.ndarray.NDArray;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A sequence {@code [cls; tokens]} as a gate sees it. B items, D width, k experts kept.
 *
 * @param rows the cls row and the open tokens, [B, R, D]
 * @param ranks which experts the shut tokens rank, [B, S, k]
 * @param length of the whole sequence, R + S
 */
record Sequence(NDArray rows, Optional<NDArray> ranks, long length) {

  /**
   * A sequence before {@code gate}.
   *
   * @param cls [B, D]
   * @param projection of tokens to the width D
   */
  static Sequence of(
      NDArray cls, Tokens tokens, UnaryOperator<NDArray> projection, SwitchGate gate) {
    return new Sequence(
        cls.expandDims(1).concat(projection.apply(tokens.open()), 1),
        tokens.shut().map(rest -> gate.ranks(projection.apply(rest))),
        1 + tokens.count());
  }
}
