package org.melange.link;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.melange.mmoe.EntityEncoding;
import org.melange.mmoe.MentionEncoding;

/**
 * Compiles one intra-level unit's part of rows.
 *
 * <p>h hidden width, N rows of a side: N − 1 live tokens, the last for all others.
 *
 * @param layout of entity rows
 * @param gamma the weight of the unit's layer norm, [h]
 * @param beta its bias, [h]
 * @param deadQuery the query of a token whose gate is shut, b_q / sqrt(h), [h]
 */
@SuppressWarnings("ArrayRecordComponent") // private to the compiler, never compared
record UnitCompiler(RowLayout layout, float[] gamma, float[] beta, float[] deadQuery) {

  static UnitCompiler of(RowLayout layout, Map<String, float[]> weights, String unit) {
    float[] deadQuery = weights.get(unit + ".fc_query.bias");
    scale(deadQuery, layout.hiddenDim());
    return new UnitCompiler(
        layout,
        weights.get(unit + ".layer_norm.weight"),
        weights.get(unit + ".layer_norm.bias"),
        deadQuery);
  }

  /** Writes the unit's part of each entity's row, from {@code unit} on, and its bound. */
  void entities(EntityEncoding.Queries encoding, float[][] rows, int unit, int bound) {
    int h = layout.hiddenDim();
    float[] cls = encoding.cls().toFloatArray(); // [E, h]
    float[] queries = encoding.queries().toFloatArray(); // [E, N, h]
    float[] shares = encoding.shares().toFloatArray(); // [1, N]
    scale(queries, h);
    int live = layout.liveTokens();
    for (int e = 0; e < rows.length; e++) {
      float[] row = rows[e];
      System.arraycopy(cls, e * h, row, unit, h);
      System.arraycopy(queries, e * (live + 1) * h, row, unit + layout.query(0), live * h);
      row[unit + layout.liveShare()] = shares[0];
      row[unit + layout.deadShare()] = shares[live];
      row[unit + layout.shift()] = Vectors.dot(row, unit, beta, 0, h);
      row[bound] = bound(row, unit) + row[unit + layout.shift()];
    }
  }

  /** The unit's part of each mention's row. */
  List<MentionRow.Unit> mentions(MentionEncoding.Keys encoding) {
    int size = (layout.liveTokens() + 1) * layout.hiddenDim();
    float[] keys = encoding.keys().toFloatArray(); // [M, N, h]
    float[] values = encoding.values().toFloatArray(); // [M, N, h]
    float[] counts = counts(encoding.logCounts().toFloatArray());
    List<MentionRow.Unit> units = new ArrayList<>();
    for (int from = 0; from < keys.length; from += size) {
      float[] ownKeys = Arrays.copyOfRange(keys, from, from + size);
      units.add(unit(counts, ownKeys, Arrays.copyOfRange(values, from, from + size)));
    }
    return units;
  }

  private MentionRow.Unit unit(float[] counts, float[] keys, float[] values) {
    int h = layout.hiddenDim();
    float[] deadAttention = new float[counts.length];
    for (int j = 0; j < counts.length; j++) {
      deadAttention[j] = Vectors.dot(keys, j * h, deadQuery, 0, h);
      Vectors.centre(values, j * h, h);
    }
    Vectors.softmax(deadAttention, counts);
    float[] gram = gram(values, counts.length);
    for (int i = 0; i < values.length; i++) {
      values[i] *= gamma[i % h];
    }
    return new MentionRow.Unit(counts, keys, values, gram, deadAttention);
  }

  /** {@code values valuesᵀ / h}, [N, N]. */
  private float[] gram(float[] values, int n) {
    int h = layout.hiddenDim();
    float[] gram = new float[n * n];
    for (int i = 0; i < gram.length; i++) {
      gram[i] = Vectors.dot(values, i / n * h, values, i % n * h, h) / h;
    }
    return gram;
  }

  /**
   * A bound on {@code (γ ⊙ e_cls) · x̂}: a normed vector x̂ has length sqrt(h) at most and mean 0,
   * so only the part of {@code γ ⊙ e_cls} around its own mean counts (Cauchy-Schwarz).
   */
  private float bound(float[] row, int unit) {
    int h = layout.hiddenDim();
    float[] weighted = new float[h];
    for (int c = 0; c < h; c++) {
      weighted[c] = gamma[c] * row[unit + c];
    }
    Vectors.centre(weighted, 0, h);
    return (float) Math.sqrt((double) h * Vectors.dot(weighted, 0, weighted, 0, h));
  }

  private static float[] counts(float[] logCounts) {
    float[] counts = new float[logCounts.length];
    for (int j = 0; j < counts.length; j++) {
      counts[j] = Math.round(Math.exp(logCounts[j]));
    }
    return counts;
  }

  private static void scale(float[] queries, int h) {
    for (int i = 0; i < queries.length; i++) {
      queries[i] /= (float) Math.sqrt(h);
    }
  }
}
