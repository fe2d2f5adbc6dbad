package org.melange.mmoe;

import ai.djl.ndarray.NDArray;

/** Routes the rows of a sequence through a mixture of experts, as a {@link Gate} defines. */
interface Router {

  /**
   * Routes one sequence.
   *
   * @param moe the experts and their gate
   * @param site the gate
   * @param x the routed sequence
   * @param gateInput the routing sequence; {@code x} itself in intra-level units
   * @param textLengths text tokens of each item without padding, [B]
   */
  Mixture route(
      MixtureOfExperts moe, GateSite site, Sequence x, Sequence gateInput, int[] textLengths);

  /** The router of a gate; {@code scale} is for the published gate only. */
  static Router of(Gate gate, Side side, GateNormalizer scale) {
    return of(gate, (site, active) -> asked(site, side, scale.scaled(site, side, active)));
  }

  /** Deactivates rows that are not used: the cls of a mention in intra-level units. */
  private static NDArray asked(GateSite site, Side side, NDArray gates) {
    if (side == Side.ENTITY || site.routedByOther()) {
      return gates;
    }
    NDArray tokens = gates.get(":, 1:");
    return tokens.zerosLike().get(":, 0:1").concat(tokens, 1);
  }

  /**
   * The router of a batch whose first {@code mentions} items are mentions and the others entities.
   */
  static Router ofBoth(Gate gate, long mentions, GateNormalizer scale) {
    return of(
        gate,
        (site, active) ->
            scale
                .scaled(site, Side.MENTION, active.get(":{}", mentions))
                .concat(scale.scaled(site, Side.ENTITY, active.get("{}:", mentions))));
  }

  private static Router of(Gate gate, PublishedRouter.Scale scale) {
    return gate == Gate.PUBLISHED ? new PublishedRouter(scale) : new TokenRouter();
  }
}
