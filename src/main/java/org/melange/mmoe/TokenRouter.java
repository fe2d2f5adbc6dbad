package org.melange.mmoe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/**
 * The gate as the paper describes it. In intra-level units each token routes itself. In the cross
 * unit the cls row of the other modality routes all rows, so lengths may differ.
 *
 * <p>B batch, T tokens, D width, H hidden width.
 */
record TokenRouter() implements Router {

  @Override
  public Mixture route(
      MixtureOfExperts moe, GateSite site, Sequence x, Sequence gateInput, int[] textLengths) {
    NDArray key =
        site.routedByOther()
            ? gateInput.rows().get(":, 0:1")
            : gateInput.rows(); // [B, 1 + T or 1, D]
    NDArray mixed = moe.mix(x.rows(), moe.gate().perToken(key)); // [B, 1 + T, H]
    NDArray rows = mixed.get(":, 1:"); // [B, T, H]
    return new Mixture(mixed.get(":, 0"), rows, counts(site, rows, textLengths));
  }

  /** 1 for a token, 0 for padding, [B, T]. Images have no padding. */
  private static NDArray counts(GateSite site, NDArray rows, int[] textLengths) {
    Shape shape = rows.getShape().slice(0, 2);
    if (!site.routesText()) {
      return rows.getManager().ones(shape);
    }
    int tokens = Math.toIntExact(shape.get(1));
    float[] counts = new float[textLengths.length * tokens];
    for (int b = 0; b < textLengths.length; b++) {
      Arrays.fill(counts, b * tokens, b * tokens + textLengths[b], 1);
    }
    return rows.getManager().create(counts, shape);
  }
}
