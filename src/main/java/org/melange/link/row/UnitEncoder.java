package org.melange.link.row;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.melange.mmoe.EntityEncoding;
import org.melange.mmoe.Gate;
import org.melange.mmoe.MentionEncoding;

/**
 * Encodes one intra-level unit's part of rows. Immutable by agreement.
 *
 * <p>h hidden width, R rows of an encoding: with the published gate the last stands for all tokens
 * that are gated out, with the token gate rows of padding count zero times.
 *
 * @param gate of the model
 * @param gamma the weight of the unit's layer norm, [h]
 * @param beta its bias, [h]
 * @param deadQuery the query of a gated-out token, b_q / sqrt(h), [h]
 * @param deadValue its value b_v less its mean, [h]
 */
@SuppressWarnings("ArrayRecordComponent") // private to the row encoder, never compared
record UnitEncoder(Gate gate, float[] gamma, float[] beta, float[] deadQuery, float[] deadValue) {

  /** The part of an entity's row: see {@link EntityLayout}. */
  @SuppressWarnings("ArrayRecordComponent")
  record EntityPart(float[] mixed, float shift, float live, float[] queries, float deadDot) {

    /** An upper bound of local scores without the shift. */
    float norm() {
      double squares = 0;
      for (float value : mixed) {
        squares += (double) value * value;
      }
      return (float) Math.sqrt(mixed.length * squares);
    }
  }

  /** The part of a mention's row, and the axis of its cone, [h]. */
  @SuppressWarnings("ArrayRecordComponent")
  record MentionPart(MentionRow.Unit unit, float[] axis) {}

  static UnitEncoder of(Gate gate, Map<String, float[]> weights, String unit) {
    float[] deadQuery = weights.get(unit + ".fc_query.bias").clone();
    scale(deadQuery, deadQuery.length);
    float[] deadValue = weights.get(unit + ".fc_value.bias").clone();
    Vectors.centre(deadValue, 0, deadValue.length);
    return new UnitEncoder(
        gate,
        weights.get(unit + ".layer_norm.weight"),
        weights.get(unit + ".layer_norm.bias"),
        deadQuery,
        deadValue);
  }

  /** The unit's part of each entity's row. */
  List<EntityPart> entities(EntityEncoding.Queries encoding, Rounding rounding) {
    int h = gamma.length;
    float[] cls = encoding.cls().toFloatArray(); // [E, h]
    float[] queries = encoding.queries().toFloatArray(); // [E, R, h]
    float[] shares = encoding.shares().toFloatArray(); // [E or 1, R]
    scale(queries, h);
    int entities = cls.length / h;
    int rows = queries.length / cls.length;
    List<EntityPart> parts = new ArrayList<>();
    for (int e = 0; e < entities; e++) {
      float[] own = slice(shares, e, rows);
      int live = live(own, rows);
      float[] ownCls = Arrays.copyOfRange(cls, e * h, (e + 1) * h);
      int from = e * rows * h;
      float[] ownQueries = Arrays.copyOfRange(queries, from, from + live * h);
      parts.add(entity(ownCls, live * own[0], rounding.round(ownQueries), rounding));
    }
    return parts;
  }

  /** Bounds and products are computed from the values as they are stored. */
  private EntityPart entity(float[] cls, float live, float[] queries, Rounding rounding) {
    float shift = Vectors.dot(cls, 0, beta, 0, cls.length);
    for (int c = 0; c < cls.length; c++) {
      cls[c] *= gamma[c];
    }
    Vectors.centre(cls, 0, cls.length);
    rounding.round(cls);
    float deadDot = Vectors.dot(cls, 0, deadValue, 0, cls.length);
    return new EntityPart(cls, shift, gate == Gate.TOKEN ? 1 : live, queries, deadDot);
  }

  /** The unit's part of each mention's row. */
  List<MentionPart> mentions(MentionEncoding.Keys encoding) {
    int h = gamma.length;
    float[] keys = encoding.keys().toFloatArray(); // [M, R, h]
    float[] values = encoding.values().toFloatArray(); // [M, R, h]
    float[] counts = encoding.logCounts().exp().toFloatArray(); // [M or 1, R]
    int rows = Math.toIntExact(encoding.keys().getShape().get(1));
    List<MentionPart> parts = new ArrayList<>();
    for (int m = 0; m < keys.length / (rows * h); m++) {
      float[] own = slice(counts, m, rows);
      int live = live(own, rows);
      int from = m * rows * h;
      float[] ownKeys = Arrays.copyOfRange(keys, from, from + rows * h);
      float[] ownValues = Arrays.copyOfRange(values, from, from + rows * h);
      parts.add(
          gate == Gate.PUBLISHED
              ? collapsed(live, Math.round(own[rows - 1]), ownKeys, ownValues)
              : full(live, ownKeys, ownValues));
    }
    return parts;
  }

  /** N − 1 active tokens and {@code dead} others, whose key and value are in the last row. */
  private MentionPart collapsed(int live, int dead, float[] keys, float[] values) {
    int h = gamma.length;
    float[] relative = new float[live * h];
    for (int i = 0; i < relative.length; i++) {
      relative[i] = keys[i] - keys[live * h + i % h];
    }
    float[] base = new float[live + 1];
    for (int j = 0; j < live; j++) {
      base[j] = Vectors.dot(relative, j * h, deadQuery, 0, h);
    }
    Vectors.softmax(base, counts(live, dead));
    return part(relative, values, base, dead, (double) live / (live + dead));
  }

  /** Active tokens alone. */
  private MentionPart full(int live, float[] keys, float[] values) {
    int h = gamma.length;
    float[] base = new float[live];
    Arrays.fill(base, 1f / live);
    return part(Arrays.copyOf(keys, live * h), Arrays.copyOf(values, live * h), base, 0, 1);
  }

  private static MentionPart part(
      float[] keys, float[] values, float[] base, int dead, double live) {
    int h = values.length / base.length;
    for (int j = 0; j < base.length; j++) {
      Vectors.centre(values, j * h, h);
    }
    // The entity's share of active tokens is the same number, rounded in its own way.
    NormCone.Axis axis = NormCone.of(values, base, Math.min(1, live * (1 + 1e-5)));
    float[] factor = Vectors.factor(values, base.length);
    return new MentionPart(
        new MentionRow.Unit(keys, values, factor, base, dead, axis.cone()), axis.direction());
  }

  /** Active tokens: with the published gate all rows but the last, else those that count. */
  private int live(float[] counts, int rows) {
    int live = gate == Gate.PUBLISHED ? rows - 1 : 0;
    while (gate == Gate.TOKEN && live < rows && counts[live] > 0) {
      live++;
    }
    return live;
  }

  /** Row {@code b} of [B or 1, R]. */
  private static float[] slice(float[] values, int b, int rows) {
    int from = b * rows % values.length;
    return Arrays.copyOfRange(values, from, from + rows);
  }

  private static float[] counts(int live, int dead) {
    float[] counts = new float[live + 1];
    Arrays.fill(counts, 1);
    counts[live] = dead;
    return counts;
  }

  private static void scale(float[] queries, int h) {
    for (int i = 0; i < queries.length; i++) {
      queries[i] /= (float) Math.sqrt(h);
    }
  }
}
