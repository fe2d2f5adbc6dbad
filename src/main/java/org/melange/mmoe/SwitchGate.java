package org.melange.mmoe;

import ai.djl.ndarray.NDArray;
import org.melange.tensor.Linear;
import org.melange.tensor.StateDictBlock;

/**
 * The gate of a mixture of experts: the contribution of each expert to each row of a sequence
 * (arXiv 2507.07108, section 4.2). Scores are {@code softmax(W x)}.
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
   * The active scores of the published gate, before they are divided by their mean.
   *
   * <p>The released code scatters its mask along the sequence axis: {@code mask[b, idx[b, j, c], c]
   * = 1}. So cell (p, c) is active if any row of the sequence ranks expert p in slot c. Nothing
   * outside the first N rows and k experts is ever active.
   *
   * @param gateInput the routing sequence, of N rows and L − N ranked ones
   * @return [B, N, k], zero where inactive
   */
  NDArray activeScores(Sequence gateInput) {
    NDArray scores = scores(gateInput.rows()); // [B, N, N]
    NDArray routed = ranked(scores); // [B, N, k]
    NDArray ranked =
        gateInput.ranks().map(rest -> routed.concat(rest, 1)).orElse(routed); // [B, L, k]
    NDArray mask = ranked.oneHot(experts).max(new int[] {1}).transpose(0, 2, 1); // [B, N, k]
    return scores.get(":, :, :{}", kept).mul(mask); // [B, N, k]
  }

  /**
   * The k largest scores of every row, divided by their sum, as in the paper.
   *
   * @param gateInput [B, L, D]
   * @return [B, L, N], zero for the experts that are not kept
   */
  NDArray perToken(NDArray gateInput) {
    NDArray scores = scores(gateInput); // [B, L, N]
    NDArray mask = ranked(scores).oneHot(experts).sum(new int[] {2}); // [B, L, k, N] → [B, L, N]
    NDArray largest = scores.mul(mask); // [B, L, N]
    return largest.div(largest.sum(new int[] {2}, true)); // [B, L, N]
  }

  /** The k best experts of each row, best first, [B, L, D] to [B, L, k]. */
  NDArray ranks(NDArray rows) {
    return ranked(scores(rows));
  }

  private NDArray scores(NDArray gateInput) {
    return scorer.apply(gateInput).softmax(2); // [B, L, N]
  }

  /** The experts of each row in descending order of score, [B, L, k]. */
  private NDArray ranked(NDArray scores) {
    return scores.topK(kept, 2).get(1);
  }
}
