package org.melange.link.score;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.melange.link.row.EntityLayout;
import org.melange.link.row.MentionRow;
import org.melange.link.row.Modality;
import org.melange.link.row.NormCone;

/**
 * Up to {@link SimdLanes#GROUP} mentions side by side: number c of mention m stands at {@code c
 * GROUP + m}. Lanes without a mention hold zeros. Immutable by agreement.
 *
 * @param size mentions in it
 * @param coarse [coarseWidth, GROUP]
 * @param length Euclidean length of each mention's coarse part but for the axes, [GROUP]
 * @param text of the text unit
 * @param image of the vision unit
 */
@SuppressWarnings("ArrayRecordComponent") // packed once, never compared
record MentionPanel(int size, float[] coarse, float[] length, Unit text, Unit image) {

  /** The logit of a token that a mention does not have. */
  private static final float ABSENT = -1e30f;

  /**
   * One unit; S slots for tokens, and one more for all tokens whose gate is shut.
   *
   * @param slots S, the most live tokens that a mention of the group has
   * @param keys [S, h, GROUP]
   * @param values [S, h, GROUP]
   * @param factor the upper triangle of R, row by row, [(S + 1)(S + 2) / 2, GROUP]
   * @param base [S + 1, GROUP]
   * @param mask 0, or {@link #ABSENT} where a mention has no such token, [S + 1, GROUP]
   * @param counts how many tokens a slot stands for, 0 where a mention has no such, [S + 1, GROUP]
   * @param cone cos, sin, least, slack, [4, GROUP]
   * @param corner sqrt(h)/6 over what each corner of the hull of contexts has along the axis, [S +
   *     1, GROUP]: 0 where a mention has no such token, huge where that is not positive
   * @param live the largest share of live tokens for which all cones hold
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Unit(
      int slots,
      float[] keys,
      float[] values,
      float[] factor,
      float[] base,
      float[] mask,
      float[] counts,
      float[] cone,
      float[] corner,
      float live) {}

  Unit unit(Modality modality) {
    return modality == Modality.TEXT ? text : image;
  }

  /**
   * Packs mentions.
   *
   * @throws IllegalArgumentException if a row is not laid out as {@code layout} says or holds a
   *     number that is not finite
   */
  static MentionPanel of(EntityLayout layout, List<MentionRow> mentions) {
    float[] coarse = new float[layout.coarseWidth() * SimdLanes.GROUP];
    float[] length = new float[SimdLanes.GROUP];
    for (int m = 0; m < mentions.size(); m++) {
      MentionRow mention = mentions.get(m);
      if (mention.coarse().length != layout.coarseWidth()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "a mention's coarse part has %d numbers, entities have %d",
                mention.coarse().length,
                layout.coarseWidth()));
      }
      spread(mention.coarse(), 0, mention.coarse().length, coarse, 0, m);
      length[m] = length(mention.coarse(), layout.mixed(Modality.TEXT));
    }
    return new MentionPanel(
        mentions.size(),
        coarse,
        length,
        unit(layout, mentions, Modality.TEXT),
        unit(layout, mentions, Modality.IMAGE));
  }

  private static Unit unit(EntityLayout layout, List<MentionRow> mentions, Modality modality) {
    int h = layout.hiddenDim();
    List<MentionRow.Unit> units = mentions.stream().map(m -> m.unit(modality)).toList();
    int slots = units.stream().mapToInt(MentionRow.Unit::tokens).max().orElse(0);
    Unit packed =
        new Unit(
            slots,
            new float[slots * h * SimdLanes.GROUP],
            new float[slots * h * SimdLanes.GROUP],
            new float[(slots + 1) * (slots + 2) / 2 * SimdLanes.GROUP],
            new float[(slots + 1) * SimdLanes.GROUP],
            new float[(slots + 1) * SimdLanes.GROUP],
            new float[(slots + 1) * SimdLanes.GROUP],
            new float[4 * SimdLanes.GROUP],
            new float[(slots + 1) * SimdLanes.GROUP],
            (float) least(units, unit -> unit.cone().live()));
    for (int m = 0; m < units.size(); m++) {
      pack(units.get(m), h, packed, m);
      float[] corners =
          NormCone.corners(
              units.get(m), packed.live(), mentions.get(m).coarse(), layout.mixed(modality), h);
      for (int j = 0; j < corners.length; j++) {
        int slot = slot(j, units.get(m).tokens(), slots);
        spread(corners, j, 1, packed.corner(), slot, m);
      }
    }
    return packed;
  }

  private static void pack(MentionRow.Unit unit, int h, Unit packed, int m) {
    if (unit.values().length != unit.rows() * h) {
      throw new IllegalArgumentException(
          unit.values().length / unit.rows() + " numbers a value, entities have " + h);
    }
    int tokens = unit.tokens();
    int slots = packed.slots();
    spread(unit.keys(), 0, tokens * h, packed.keys(), 0, m);
    spread(unit.values(), 0, tokens * h, packed.values(), 0, m);
    for (int i = 0; i < unit.rows(); i++) {
      for (int j = i; j < unit.rows(); j++) {
        int at = triangle(slot(i, tokens, slots), slot(j, tokens, slots), slots + 1);
        spread(unit.factor(), i * unit.rows() + j, 1, packed.factor(), at, m);
      }
      spread(unit.base(), i, 1, packed.base(), slot(i, tokens, slots), m);
    }
    for (int j = tokens; j < slots; j++) {
      packed.mask()[j * SimdLanes.GROUP + m] = ABSENT;
    }
    packed.mask()[slots * SimdLanes.GROUP + m] = unit.deadCount() > 0 ? 0 : ABSENT;
    packed.counts()[slots * SimdLanes.GROUP + m] = unit.deadCount();
    for (int j = 0; j < tokens; j++) {
      packed.counts()[j * SimdLanes.GROUP + m] = 1;
    }
    NormCone cone = unit.cone();
    spread(
        new float[] {cone.cos(), cone.sin(), cone.least(), cone.slack()},
        0,
        4,
        packed.cone(),
        0,
        m);
  }

  /** Where row j of a mention goes: its shut tokens to the last slot. */
  private static int slot(int j, int tokens, int slots) {
    return j < tokens ? j : slots;
  }

  /** Where (i, j ≥ i) of an [n, n] matrix stands among its upper triangle, row by row. */
  private static int triangle(int i, int j, int n) {
    return i * n - i * (i - 1) / 2 + j - i;
  }

  /** Writes {@code n} numbers into lane {@code m} from number {@code at} on. */
  private static void spread(float[] numbers, int from, int n, float[] into, int at, int m) {
    for (int c = 0; c < n; c++) {
      if (!Float.isFinite(numbers[from + c])) {
        throw new IllegalArgumentException("a mention's row holds " + numbers[from + c]);
      }
      into[(at + c) * SimdLanes.GROUP + m] = numbers[from + c];
    }
  }

  private static float length(float[] numbers, int n) {
    double squares = 0;
    for (int c = 0; c < n; c++) {
      squares += (double) numbers[c] * numbers[c];
    }
    return (float) (1.0001 * Math.sqrt(squares));
  }

  private static double least(
      List<MentionRow.Unit> units, ToDoubleFunction<MentionRow.Unit> number) {
    return units.stream().mapToDouble(number).min().orElse(0);
  }
}
