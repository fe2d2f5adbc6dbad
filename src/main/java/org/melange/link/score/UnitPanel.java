package org.melange.link.score;

import java.util.List;
import org.melange.link.row.EntityLayout;
import org.melange.link.row.MentionRow;
import org.melange.link.row.Modality;
import org.melange.link.row.NormCone;

/**
 * One intra-level unit of a {@link MentionPanel}: S slots for tokens, and one more for all
 * gated-out tokens together. Immutable by agreement: arrays are shared.
 *
 * @param slots S, the largest number of active tokens that a mention of the group has
 * @param axis the column of the axes of the mentions' cones
 * @param keys S columns of [h]
 * @param values S columns of [h]
 * @param factor the upper triangle of R, row by row, [(S + 1)(S + 2) / 2, GROUP]
 * @param base [S + 1, GROUP]
 * @param mask 0, or {@link #ABSENT} where a mention has no such token, [S + 1, GROUP]
 * @param counts tokens that a slot stands for, 0 where a mention has none, [S + 1, GROUP]
 * @param cone cos, sin, least, slack, [4, GROUP]
 * @param corner sqrt(h)/6 over what each corner of the hull of contexts has along the axis, [S + 1,
 *     GROUP]: 0 where a mention has no such token, huge where that is not positive
 * @param live the largest share of active tokens for which all cones hold
 */
@SuppressWarnings("ArrayRecordComponent") // packed once, never compared
record UnitPanel(
    int slots,
    PanelColumns axis,
    PanelColumns keys,
    PanelColumns values,
    float[] factor,
    float[] base,
    float[] mask,
    float[] counts,
    float[] cone,
    float[] corner,
    float live) {

  /** No unit. */
  static final UnitPanel NONE =
      new UnitPanel(
          0,
          new PanelColumns(new float[0], 0, 0, 0, 0),
          new PanelColumns(new float[0], 0, 0, 0, 0),
          new PanelColumns(new float[0], 0, 0, 0, 0),
          new float[0],
          new float[0],
          new float[0],
          new float[0],
          new float[0],
          new float[0],
          0);

  /** The logit of a token that a mention does not have. */
  private static final float ABSENT = -1e30f;

  /** Packs one unit of mentions, whose coarse parts are packed in {@code coarse}. */
  static UnitPanel of(
      EntityLayout layout, List<MentionRow> mentions, Modality modality, float[] coarse) {
    int h = layout.hiddenDim();
    List<MentionRow.Unit> units = mentions.stream().map(m -> m.unit(modality)).toList();
    UnitPanel panel = empty(layout, units, modality, coarse);
    for (int m = 0; m < units.size(); m++) {
      MentionRow.Unit unit = units.get(m);
      requireWidth(unit, h);
      panel.putTokens(unit, h, m);
      panel.putBase(unit, m);
      panel.putCounts(unit, m);
      NormCone cone = unit.cone();
      float[] cones = {cone.cos(), cone.sin(), cone.least(), cone.slack()};
      MentionPanel.spread(cones, 0, cones.length, panel.cone, 0, m);
      float[] axis = mentions.get(m).coarse();
      panel.putCorners(
          unit, NormCone.corners(unit, panel.live, axis, layout.mixed(modality), h), m);
    }
    return panel;
  }

  private static UnitPanel empty(
      EntityLayout layout, List<MentionRow.Unit> units, Modality modality, float[] coarse) {
    int h = layout.hiddenDim();
    int mixed = layout.mixed(modality);
    int slots = units.stream().mapToInt(MentionRow.Unit::tokens).max().orElse(0);
    int width = (slots + 1) * SimdLanes.GROUP;
    return new UnitPanel(
        slots,
        PanelColumns.ofCoarse(coarse, mixed, h),
        new PanelColumns(new float[slots * h * SimdLanes.GROUP], 0, h, slots, 0),
        new PanelColumns(new float[slots * h * SimdLanes.GROUP], 0, h, slots, mixed),
        new float[(slots + 1) * (slots + 2) / 2 * SimdLanes.GROUP],
        new float[width],
        new float[width],
        new float[width],
        new float[4 * SimdLanes.GROUP],
        new float[width],
        (float) units.stream().mapToDouble(unit -> unit.cone().live()).min().orElse(0));
  }

  private static void requireWidth(MentionRow.Unit unit, int h) {
    if (unit.values().length != unit.rows() * h) {
      throw new IllegalArgumentException(
          unit.values().length / unit.rows() + " numbers a value, entities have " + h);
    }
  }

  private void putTokens(MentionRow.Unit unit, int h, int m) {
    MentionPanel.spread(unit.keys(), 0, unit.tokens() * h, keys.values(), 0, m);
    MentionPanel.spread(unit.values(), 0, unit.tokens() * h, values.values(), 0, m);
  }

  private void putBase(MentionRow.Unit unit, int m) {
    for (int i = 0; i < unit.rows(); i++) {
      for (int j = i; j < unit.rows(); j++) {
        int at = triangle(slot(unit, i), slot(unit, j), slots + 1);
        MentionPanel.spread(unit.factor(), i * unit.rows() + j, 1, factor, at, m);
      }
      MentionPanel.spread(unit.base(), i, 1, base, slot(unit, i), m);
    }
  }

  private void putCounts(MentionRow.Unit unit, int m) {
    for (int j = 0; j < slots; j++) {
      mask[j * SimdLanes.GROUP + m] = j < unit.tokens() ? 0 : ABSENT;
      counts[j * SimdLanes.GROUP + m] = j < unit.tokens() ? 1 : 0;
    }
    mask[slots * SimdLanes.GROUP + m] = unit.deadCount() > 0 ? 0 : ABSENT;
    counts[slots * SimdLanes.GROUP + m] = unit.deadCount();
  }

  private void putCorners(MentionRow.Unit unit, float[] corners, int m) {
    for (int j = 0; j < corners.length; j++) {
      MentionPanel.spread(corners, j, 1, corner, slot(unit, j), m);
    }
  }

  /** Where row j of a mention goes: its gated-out tokens to the last slot. */
  private int slot(MentionRow.Unit unit, int j) {
    return j < unit.tokens() ? j : slots;
  }

  /** The offset of (i, j ≥ i) in the upper triangle of an [n, n] matrix, row by row. */
  private static int triangle(int i, int j, int n) {
    return i * n - i * (i - 1) / 2 + j - i;
  }
}
