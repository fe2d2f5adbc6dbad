package org.melange.mmoe;

import ai.djl.ndarray.NDArray;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A sequence {@code [cls; tokens]} before a gate. B items, D width, R routed rows, S other rows, k
 * experts kept.
 *
 * @param rows the cls row and the routed tokens, [B, R, D]
 * @param ranks the experts that the other tokens rank, [B, S, k]
 * @param length of the complete sequence, R + S
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
        cls.expandDims(1).concat(projection.apply(tokens.routed()), 1),
        tokens.ranked().map(rest -> gate.ranks(projection.apply(rest))),
        1 + tokens.count());
  }
}
