package org.melange.mmoe;

import ai.djl.ndarray.NDArray;
import org.melange.tensor.Linear;
import org.melange.tensor.StateDictBlock;

/**
 * Decides how much each expert contributes to each row of a sequence.
 *
 * <p>B batch, L rows of the sequence (cls first), D width, N experts, k experts kept.
 */
final class SwitchGate extends StateDictBlock {

  private final Linear scorer;
  private final int experts;
  private final int kept;

  SwitchGate(String path, long width, int experts, int kept) {
    super(path);
    this.experts = experts;
    this.kept = kept;
    scorer = child(Linear.of(path("w_gate"), width, experts));
  }

  /**
   * The scores that the released gate leaves on, before they are divided by their batch mean.
   *
   * <p>The released code scatters its mask along the sequence axis: {@code mask[b, idx[b, j, c], c]
   * = 1}. So cell (p, c) is on if any row of the sequence ranks expert p in slot c, and nothing
   * outside the first N rows and k experts is ever on.
   *
   * @param opener the sequence that opens the gate, of N rows and L − N shut ones
   * @return [B, N, k], zero where off
   */
  NDArray lit(Sequence opener) {
    NDArray scores = scores(opener.rows()); // [B, N, N]
    NDArray open = ranked(scores); // [B, N, k]
    NDArray ranked = opener.ranks().map(rest -> open.concat(rest, 1)).orElse(open); // [B, L, k]
    NDArray mask = ranked.oneHot(experts).max(new int[] {1}).transpose(0, 2, 1); // [B, N, k]
    return scores.get(":, :, :{}", kept).mul(mask); // [B, N, k]
  }

  /**
   * The k largest scores of every row, divided by their sum (the paper's equations).
   *
   * @param opener [B, L, D]
   * @return [B, L, N], zero for the experts that are not kept
   */
  NDArray perToken(NDArray opener) {
    NDArray scores = scores(opener); // [B, L, N]
    NDArray mask = ranked(scores).oneHot(experts).sum(new int[] {2}); // [B, L, k, N] → [B, L, N]
    NDArray largest = scores.mul(mask); // [B, L, N]
    return largest.div(largest.sum(new int[] {2}, true)); // [B, L, N]
  }

  /** Which experts each row ranks, best first, [B, L, D] to [B, L, k]. */
  NDArray ranks(NDArray rows) {
    return ranked(scores(rows));
  }

  private NDArray scores(NDArray opener) {
    return scorer.apply(opener).softmax(2); // [B, L, N]
  }

  /** The experts of each row in descending order of score, [B, L, k]. */
  private NDArray ranked(NDArray scores) {
    return scores.topK(kept, 2).get(1);
  }
}
