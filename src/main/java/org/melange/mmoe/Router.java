package org.melange.mmoe;

import ai.djl.ndarray.NDArray;

/** Sends the rows of a sequence through a mixture of experts, in the manner of a {@link Gate}. */
interface Router {

  /**
   * Routes one sequence.
   *
   * @param moe the experts and their gate
   * @param site which of the four gates this is
   * @param x the sequence
   * @param opener the sequence that opens the gate; {@code x} itself in intra-level units
   * @param textLengths live text tokens of each item, B of them
   */
  Mixture route(
      MixtureOfExperts moe, GateSite site, Sequence x, Sequence opener, int[] textLengths);

  /** The router of a model's gate; {@code scale} only matters to the published one. */
  static Router of(Gate gate, Side side, GateNormalizer scale) {
    return of(gate, (site, lit) -> asked(site, side, scale.scaled(site, side, lit)));
  }

  /** Shuts the gate of rows that nobody looks at: a mention's cls in intra-level units. */
  private static NDArray asked(GateSite site, Side side, NDArray gates) {
    if (side == Side.ENTITY || site.openedByOther()) {
      return gates;
    }
    NDArray tokens = gates.get(":, 1:");
    return tokens.zerosLike().get(":, 0:1").concat(tokens, 1);
  }

  /** The router of a batch whose first {@code mentions} items are that, the others entities. */
  static Router ofBoth(Gate gate, long mentions, GateNormalizer scale) {
    return of(
        gate,
        (site, lit) ->
            scale
                .scaled(site, Side.MENTION, lit.get(":{}", mentions))
                .concat(scale.scaled(site, Side.ENTITY, lit.get("{}:", mentions))));
  }

  private static Router of(Gate gate, PublishedRouter.Scale scale) {
    return gate == Gate.PUBLISHED ? new PublishedRouter(scale) : new TokenRouter();
  }
}
