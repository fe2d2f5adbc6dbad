package org.melange.mmoe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Locale;

/**
 * The released gate: N live rows, k live experts, everything else zero.
 *
 * <p>B batch, T tokens, D width, H hidden width, N experts, k kept. The released code multiplies
 * gate and experts row by row and so needs both modalities of equal length; as only the first N
 * rows can be open, any lengths from N − 1 tokens on give the same meaning.
 */
record PublishedRouter(Scale scale) implements Router {

  /** A {@link GateNormalizer} that knows whose scores it is given. */
  @FunctionalInterface
  interface Scale {
    NDArray scaled(GateSite site, NDArray lit);
  }

  @Override
  public Mixture route(
      MixtureOfExperts moe, GateSite site, Sequence x, Sequence opener, int[] textLengths) {
    int live = moe.size();
    requireRows(site, x, live);
    requireRows(site, opener, live);
    NDArray gates = scale.scaled(site, moe.gate().lit(opener)); // [B, N, k]
    NDArray mixed = moe.mix(x.rows(), gates); // [B, N, H]
    NDArray rows = mixed.get(":, 1:").concat(zeroRow(mixed), 1); // [B, N, H]
    return new Mixture(mixed.get(":, 0"), rows, counts(mixed, x.length() - live));
  }

  /** The row that stands for all tokens whose gate is shut, [B, 1, H]. */
  private static NDArray zeroRow(NDArray mixed) {
    Shape shape = new Shape(mixed.getShape().get(0), 1, mixed.getShape().get(2));
    return mixed.getManager().zeros(shape);
  }

  /** One for each live token, and the number of the others for the zero row, [1, N]. */
  private static NDArray counts(NDArray mixed, long shut) {
    int live = Math.toIntExact(mixed.getShape().get(1));
    float[] counts = new float[live];
    Arrays.fill(counts, 1);
    counts[live - 1] = shut;
    return mixed.getManager().create(counts, new Shape(1, live));
  }

  private static void requireRows(GateSite site, Sequence sequence, int live) {
    long tokens = sequence.length() - 1;
    if (tokens < live - 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a sequence at gate '%s' has %d tokens, but the published gate with %d experts needs"
                  + " at least %d: pad it",
              site.code(),
              tokens,
              live,
              live - 1));
    }
  }
}
