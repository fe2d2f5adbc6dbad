package org.melange.mmoe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The means of the published gate, stored with the model so that a score depends only on its
 * mention and entity.
 *
 * <p>For each gate and side there is a table [N, N] (position, expert) of {@code (sum + 1e-6) /
 * size} over the observed data: the training set for mentions, the knowledge base for entities. A
 * cell that was never active is 0 and stays inactive. The released code would divide by 1e-6 and
 * scale a later item by a million. Immutable and thread-safe.
 */
public final class GateStatistics implements GateNormalizer, Serializable {

  private static final long serialVersionUID = 1;
  private static final String PREFIX = "gate_statistics.";

  private final int experts;

  /** Tables by name, [N, N] row-major each. */
  private final TreeMap<String, float[]> means;

  private GateStatistics(int experts, Map<String, float[]> means) {
    this.experts = experts;
    this.means = new TreeMap<>(means);
  }

  /** N, the number of positions and experts in each table. */
  public int experts() {
    return experts;
  }

  /**
   * The mean of a cell, 0 if it was never active.
   *
   * @param position row of {@code [cls; tokens]}, below N
   * @param expert below N
   */
  public float mean(GateSite site, Side side, int position, int expert) {
    return means.get(name(site, side))[position * experts + expert];
  }

  /** {@inheritDoc} */
  @Override
  public NDArray scaled(GateSite site, Side side, NDArray active) {
    if (active.getShape().get(1) != experts) {
      throw new IllegalArgumentException(
          "gate statistics are for "
              + experts
              + " experts, the model has "
              + active.getShape().get(1));
    }
    int kept = Math.toIntExact(active.getShape().get(2));
    float[] divisors = new float[experts * kept];
    for (int i = 0; i < divisors.length; i++) {
      float mean = mean(site, side, i / kept, i % kept);
      divisors[i] = mean > 0 ? mean : Float.POSITIVE_INFINITY;
    }
    return active.div(
        active.getManager().create(divisors, new Shape(experts, kept)).duplicate()); // [B, N, k]
  }

  /** All tables by name ({@code gate_statistics.text.mention}, ...), each [N, N] row-major. */
  public Map<String, float[]> toTensors() {
    Map<String, float[]> tensors = new LinkedHashMap<>();
    for (String name : names()) {
      tensors.put(name, means.get(name).clone());
    }
    return tensors;
  }

  /**
   * The inverse of {@link #toTensors()}.
   *
   * @param experts N
   * @param tensors the values of a tensor by name, null if there is none
   * @throws IllegalArgumentException naming the table that is missing, has another size, or has a
   *     negative or non-finite value
   */
  public static GateStatistics fromTensors(int experts, Function<String, float[]> tensors) {
    Map<String, float[]> means = new TreeMap<>();
    for (String name : names()) {
      float[] table = tensors.apply(name);
      requireTable(name, experts, table);
      means.put(name, table.clone());
    }
    return new GateStatistics(experts, means);
  }

  /** The names of all tables in the weight file of a model, in a fixed order. */
  public static List<String> names() {
    List<String> names = new ArrayList<>();
    for (GateSite site : GateSite.values()) {
      for (Side side : Side.values()) {
        names.add(name(site, side));
      }
    }
    return names;
  }

  private static String name(GateSite site, Side side) {
    return PREFIX + site.code() + "." + side.code();
  }

  private static void requireTable(String name, int experts, float[] table) {
    if (table == null || table.length != experts * experts) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "tensor '%s' must hold %d x %d values but %s",
              name,
              experts,
              experts,
              table == null ? "is missing" : "has " + table.length));
    }
    for (float mean : table) {
      if (!(mean >= 0 && mean <= Float.MAX_VALUE)) {
        throw new IllegalArgumentException(
            "tensor '" + name + "' holds " + mean + ", which is not a mean of gate scores");
      }
    }
  }

  /**
   * The sums from which {@link GateStatistics} are computed. They have double precision, so that
   * the order of adding and merging changes a mean only by rounding of its last digits. Not
   * thread-safe. Serializable, for merging across machines.
   */
  public static final class Accumulator implements Serializable {

    private static final long serialVersionUID = 1;

    private final int experts;
    private final TreeMap<String, double[]> sums = new TreeMap<>();
    private final TreeMap<String, Long> counts = new TreeMap<>();

    /** An empty accumulator for a model with {@code experts} experts. */
    public Accumulator(int experts) {
      this.experts = experts;
    }

    /**
     * Adds the sums over some items.
     *
     * @param sums active scores summed over the items, [N, N] (position, expert) row-major
     * @param count the number of items
     * @throws IllegalArgumentException if {@code sums} is of another size
     */
    public void add(GateSite site, Side side, double[] sums, long count) {
      add(name(site, side), sums, count);
    }

    /** Adds active scores [B, N, k]. */
    void add(GateSite site, Side side, NDArray active) {
      int kept = Math.toIntExact(active.getShape().get(2));
      float[] values = active.toFloatArray();
      double[] batch = new double[experts * experts];
      for (int i = 0; i < values.length; i++) {
        int position = i / kept % experts;
        batch[position * experts + i % kept] += values[i];
      }
      add(site, side, batch, active.getShape().get(0));
    }

    /**
     * Adds the sums of {@code other}.
     *
     * @throws IllegalArgumentException if it has another number of experts
     */
    public void merge(Accumulator other) {
      other.sums.forEach((name, added) -> add(name, added, other.counts.get(name)));
    }

    /**
     * The statistics of everything added.
     *
     * @throws IllegalStateException if nothing was observed for a gate and side
     */
    public GateStatistics freeze() {
      Map<String, float[]> means = new TreeMap<>();
      for (String name : names()) {
        if (counts.getOrDefault(name, 0L) == 0) {
          throw new IllegalStateException(
              "nothing was observed for '" + name + "': both mentions and entities are needed");
        }
        means.put(name, means(sums.get(name), counts.get(name)));
      }
      return new GateStatistics(experts, means);
    }

    private void add(String name, double[] added, long count) {
      double[] table = sums.computeIfAbsent(name, absent -> new double[experts * experts]);
      if (added.length != table.length) {
        throw new IllegalArgumentException(added.length + " sums, but " + table.length + " cells");
      }
      for (int i = 0; i < table.length; i++) {
        table[i] += added[i];
      }
      counts.merge(name, count, Long::sum);
    }

    private static float[] means(double[] sums, double count) {
      float[] means = new float[sums.length];
      for (int i = 0; i < means.length; i++) {
        means[i] = sums[i] > 0 ? (float) ((sums[i] + EPSILON) / count) : 0;
      }
      return means;
    }
  }
}
