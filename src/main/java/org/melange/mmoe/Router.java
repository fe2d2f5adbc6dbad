package org.melange.mmoe;

import ai.djl.ndarray.NDArray;

/** Sends the rows of a sequence through a mixture of experts, in the manner of a {@link Gate}. */
interface Router {

  /**
   * Routes one sequence.
   *
   * @param moe the experts and their gate
   * @param site which of the four gates this is
   * @param x the sequence, cls first, [B, 1 + T, D]
   * @param opener the sequence that opens the gate, [B, 1 + T', D]; {@code x} itself in intra-level
   *     units
   * @param textLengths live text tokens of each item, B of them
   */
  Mixture route(MixtureOfExperts moe, GateSite site, NDArray x, NDArray opener, int[] textLengths);

  /** The router of a model's gate; {@code scale} only matters to the published one. */
  static Router of(Gate gate, Side side, GateScale scale) {
    return gate == Gate.PUBLISHED ? new PublishedRouter(side, scale) : new TokenRouter();
  }
}
