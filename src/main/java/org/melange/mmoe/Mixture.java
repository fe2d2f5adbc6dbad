package org.melange.mmoe;

import ai.djl.ndarray.NDArray;

/**
 * The output of a mixture of experts for a sequence, with equal rows kept once. B batch, R rows, H
 * width.
 *
 * <p>With the published gate all rows after the first N are zero, so one zero row represents all of
 * them. With the token gate each token has a row, and padding has count 0. Attention over counted
 * rows equals attention over the full sequence: a row with count c adds log c to its logits as a
 * key, and has c times the share in a mean as a query.
 *
 * @param cls the first row, [B, H]
 * @param rows the other rows, [B, R, H]
 * @param counts the number of tokens that each row represents, [B or 1, R]
 */
record Mixture(NDArray cls, NDArray rows, NDArray counts) {

  /** The output for the first {@code items} of the batch. */
  Mixture first(long items) {
    return new Mixture(
        cls.get(":{}", items),
        rows.get(":{}", items),
        shared() ? counts : counts.get(":{}", items));
  }

  /** The output for all but the first {@code items} of the batch. */
  Mixture after(long items) {
    return new Mixture(
        cls.get("{}:", items),
        rows.get("{}:", items),
        shared() ? counts : counts.get("{}:", items));
  }

  private boolean shared() {
    return counts.getShape().get(0) == 1;
  }

  /** The summand of the logits of keys, [B or 1, R]; −∞ for a row with count 0. */
  NDArray logCounts() {
    return counts.log();
  }

  /** The share of each row in a mean over all tokens, [B or 1, R]. */
  NDArray shares() {
    return counts.div(counts.sum(new int[] {1}, true));
  }
}
