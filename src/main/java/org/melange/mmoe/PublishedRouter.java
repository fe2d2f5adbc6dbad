package org.melange.mmoe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Locale;

/**
 * The gate of the released code: N routed rows, k active experts, all else zero.
 *
 * <p>B batch, T tokens, D width, H hidden width, N experts, k kept. The released code multiplies
 * gates and experts row by row, so both modalities need equal lengths. Only the first N rows can be
 * active, so any lengths from N − 1 tokens give the same result.
 */
record PublishedRouter(Scale scale) implements Router {

  /** A {@link GateNormalizer} for a fixed side. */
  @FunctionalInterface
  interface Scale {
    NDArray scaled(GateSite site, NDArray active);
  }

  @Override
  public Mixture route(
      MixtureOfExperts moe, GateSite site, Sequence x, Sequence gateInput, int[] textLengths) {
    int routed = moe.size();
    requireRows(site, x, routed);
    requireRows(site, gateInput, routed);
    NDArray gates = scale.scaled(site, moe.gate().activeScores(gateInput)); // [B, N, k]
    NDArray mixed = moe.mix(x.rows(), gates); // [B, N, H]
    NDArray rows = mixed.get(":, 1:").concat(zeroRow(mixed), 1); // [B, N, H]
    return new Mixture(mixed.get(":, 0"), rows, counts(mixed, x.length() - routed));
  }

  /** The row that represents all inactive tokens, [B, 1, H]. */
  private static NDArray zeroRow(NDArray mixed) {
    Shape shape = new Shape(mixed.getShape().get(0), 1, mixed.getShape().get(2));
    return mixed.getManager().zeros(shape);
  }

  /** 1 for each routed token, and the number of the others for the zero row, [1, N]. */
  private static NDArray counts(NDArray mixed, long inactive) {
    int routed = Math.toIntExact(mixed.getShape().get(1));
    float[] counts = new float[routed];
    Arrays.fill(counts, 1);
    counts[routed - 1] = inactive;
    return mixed.getManager().create(counts, new Shape(1, routed));
  }

  private static void requireRows(GateSite site, Sequence sequence, int routed) {
    long tokens = sequence.length() - 1;
    if (tokens < routed - 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a sequence at gate '%s' has %d tokens, but the published gate with %d experts needs"
                  + " at least %d: pad it",
              site.code(),
              tokens,
              routed,
              routed - 1));
    }
  }
}
