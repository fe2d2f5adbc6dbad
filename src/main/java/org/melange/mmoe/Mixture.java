package org.melange.mmoe;

import ai.djl.ndarray.NDArray;

/**
 * What a mixture of experts made of a sequence, rows that are alike kept once.
 *
 * <p>With the published gate all rows after the first N are zero, so one zero row stands for all of
 * them; with the token gate each token has a row, and padding counts zero times. Attention over
 * counted rows is exactly attention over the full sequence: a row that counts c times adds log c to
 * its logits as a key, and has c times the share in a mean as a query.
 *
 * @param cls the first row, [B, H]
 * @param rows the other rows, [B, R, H]
 * @param counts how many tokens each row stands for, [B or 1, R]
 */
record Mixture(NDArray cls, NDArray rows, NDArray counts) {

  /** Of the first {@code items} of the batch. */
  Mixture first(long items) {
    return new Mixture(
        cls.get(":{}", items),
        rows.get(":{}", items),
        shared() ? counts : counts.get(":{}", items));
  }

  /** Of what comes after the first {@code items} of the batch. */
  Mixture after(long items) {
    return new Mixture(
        cls.get("{}:", items),
        rows.get("{}:", items),
        shared() ? counts : counts.get("{}:", items));
  }

  private boolean shared() {
    return counts.getShape().get(0) == 1;
  }

  /** What to add to the logits of keys, [B or 1, R]; −∞ for a row that stands for no token. */
  NDArray logCounts() {
    return counts.log();
  }

  /** The share of each row in a mean over all tokens, [B or 1, R]. */
  NDArray shares() {
    return counts.div(counts.sum(new int[] {1}, true));
  }
}
