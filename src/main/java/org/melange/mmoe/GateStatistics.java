package org.melange.mmoe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * The published gate's batch means, frozen into the model so that a score depends on nothing but
 * its mention and entity.
 *
 * <p>For each site and side a table [N, N] (position, expert) of {@code (sum + 1e-6) / size} over
 * the data observed: the training set for mentions, the knowledge base for entities. A cell that no
 * item ever lit has no mean worth dividing by: it holds 0 and stays shut, where the released code
 * would divide by 1e-6 and make one stray item a million times too loud. Immutable; safe for any
 * number of threads.
 */
public final class GateStatistics implements GateScale, Serializable {

  private static final long serialVersionUID = 1;
  private static final String PREFIX = "gate_statistics.";

  private final int experts;
  private final float[][] means;

  private GateStatistics(int experts, float[][] means) {
    this.experts = experts;
    this.means = means;
  }

  /** N, the number of positions and experts in each table. */
  public int experts() {
    return experts;
  }

  /**
   * The mean that gates of a cell are divided by, 0 if it was never lit.
   *
   * @param position row of {@code [cls; tokens]}, below N
   * @param expert below N
   */
  public float mean(GateSite site, Side side, int position, int expert) {
    return means[table(site, side)][position * experts + expert];
  }

  /** {@inheritDoc} */
  @Override
  public NDArray scaled(GateSite site, Side side, NDArray lit) {
    if (lit.getShape().get(1) != experts) {
      throw new IllegalArgumentException(
          "gate statistics are of " + experts + " experts, the model has " + lit.getShape().get(1));
    }
    int kept = Math.toIntExact(lit.getShape().get(2));
    float[] divisors = new float[experts * kept];
    for (int i = 0; i < divisors.length; i++) {
      float mean = mean(site, side, i / kept, i % kept);
      divisors[i] = mean > 0 ? mean : Float.POSITIVE_INFINITY;
    }
    return lit.div(lit.getManager().create(divisors, new Shape(experts, kept))); // [B, N, k]
  }

  /** All tables by name ({@code gate_statistics.text.mention}, ...), each [N, N] row-major. */
  public Map<String, float[]> toTensors() {
    Map<String, float[]> tensors = new LinkedHashMap<>();
    forEachTable((site, side) -> tensors.put(name(site, side), means[table(site, side)].clone()));
    return tensors;
  }

  /**
   * The inverse of {@link #toTensors()}.
   *
   * @param experts N
   * @param tensors the values of the tensor called so, null if there is none
   * @throws IllegalArgumentException naming the table that is missing, of another size, negative or
   *     not finite
   */
  public static GateStatistics fromTensors(int experts, Function<String, float[]> tensors) {
    float[][] means = new float[tables()][];
    forEachTable(
        (site, side) -> {
          float[] table = tensors.apply(name(site, side));
          requireTable(name(site, side), experts, table);
          means[table(site, side)] = table.clone();
        });
    return new GateStatistics(experts, means);
  }

  /** The name of a table in the model's weights file. */
  public static String name(GateSite site, Side side) {
    return PREFIX + site.code() + "." + side.code();
  }

  private static void requireTable(String name, int experts, float[] table) {
    if (table == null || table.length != experts * experts) {
      throw new IllegalArgumentException(
          String.format(
              "tensor '%s' must hold %d x %d values but %s",
              name, experts, experts, table == null ? "is missing" : "has " + table.length));
    }
    for (float mean : table) {
      if (!(mean >= 0 && mean <= Float.MAX_VALUE)) {
        throw new IllegalArgumentException(
            "tensor '" + name + "' holds " + mean + ", which is no mean of gate scores");
      }
    }
  }

  private static int tables() {
    return GateSite.values().length * Side.values().length;
  }

  private static int table(GateSite site, Side side) {
    return site.ordinal() * Side.values().length + side.ordinal();
  }

  private static void forEachTable(BiConsumer<GateSite, Side> action) {
    for (GateSite site : GateSite.values()) {
      for (Side side : Side.values()) {
        action.accept(site, side);
      }
    }
  }

  /**
   * Sums on the way to {@link GateStatistics}. Sums are kept in double precision, so that the order
   * of adding and merging moves a mean by rounding of the last digits only. For one thread; may
   * travel between machines.
   */
  public static final class Accumulator implements Serializable {

    private static final long serialVersionUID = 1;

    private final int experts;
    private final double[][] sums;
    private final long[] counts = new long[tables()];

    /** An accumulator that has seen nothing, for a model of {@code experts} experts. */
    public Accumulator(int experts) {
      this.experts = experts;
      sums = new double[tables()][experts * experts];
    }

    /**
     * Adds the sums over some items.
     *
     * @param sums lit scores summed over the items, [N, N] (position, expert) row-major
     * @param count the number of items
     * @throws IllegalArgumentException if {@code sums} is of another size
     */
    public void add(GateSite site, Side side, double[] sums, long count) {
      double[] table = this.sums[table(site, side)];
      if (sums.length != table.length) {
        throw new IllegalArgumentException(sums.length + " sums, but " + table.length + " cells");
      }
      for (int i = 0; i < table.length; i++) {
        table[i] += sums[i];
      }
      counts[table(site, side)] += count;
    }

    /** Adds lit scores [B, N, k]. */
    void add(GateSite site, Side side, NDArray lit) {
      int kept = Math.toIntExact(lit.getShape().get(2));
      float[] values = lit.toFloatArray();
      double[] batch = new double[experts * experts];
      for (int i = 0; i < values.length; i++) {
        int position = i / kept % experts;
        batch[position * experts + i % kept] += values[i];
      }
      add(site, side, batch, lit.getShape().get(0));
    }

    /** Adds all that {@code other} has seen. */
    public void merge(Accumulator other) {
      forEachTable(
          (site, side) -> {
            int table = table(site, side);
            add(site, side, other.sums[table], other.counts[table]);
          });
    }

    /**
     * The statistics of everything added.
     *
     * @throws IllegalStateException if a site and side has seen nothing
     */
    public GateStatistics freeze() {
      float[][] means = new float[tables()][experts * experts];
      forEachTable((site, side) -> freeze(site, side, means[table(site, side)]));
      return new GateStatistics(experts, means);
    }

    private void freeze(GateSite site, Side side, float[] means) {
      long count = counts[table(site, side)];
      if (count == 0) {
        throw new IllegalStateException(
            "no " + side.code() + " was observed at gate '" + site.code() + "'");
      }
      double[] table = sums[table(site, side)];
      for (int i = 0; i < means.length; i++) {
        means[i] = table[i] > 0 ? (float) ((table[i] + EPSILON) / count) : 0;
      }
    }
  }
}
