package org.melange.mmoe;

import ai.djl.ndarray.NDArray;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The tokens of a batch, split into those that can be routed and the others. B items, T tokens, n
 * routed tokens, D width.
 *
 * @param routed tokens that can be routed to experts, [B, n, D]
 * @param ranked later tokens, which the gate only ranks and which have no gradient
 * @param count T, the number of tokens of an item; some may be left out if the gate does not need
 *     them
 */
record Tokens(NDArray routed, Optional<NDArray> ranked, long count) {

  /** Splits {@code tokens} [B, T, D] after the first {@code routable} and maps both parts. */
  static Tokens of(NDArray tokens, long routable, UnaryOperator<NDArray> map) {
    return of(tokens, tokens.getShape().get(1), routable, map);
  }

  /** The same for items of {@code count} tokens, some of which may be left out. */
  static Tokens of(NDArray tokens, long count, long routable, UnaryOperator<NDArray> map) {
    if (tokens.getShape().get(1) <= routable) {
      return new Tokens(map.apply(tokens), Optional.empty(), count);
    }
    return new Tokens(
        map.apply(tokens.get(":, :{}", routable)),
        Optional.of(map.apply(tokens.get(":, {}:", routable)).stopGradient()),
        count);
  }

  /** Both parts joined, [B, T or fewer, D]. */
  NDArray joined() {
    return ranked.map(rest -> routed.concat(rest, 1)).orElse(routed);
  }
}
