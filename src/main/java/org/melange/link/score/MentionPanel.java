package org.melange.link.score;

import java.util.List;
import java.util.Locale;
import org.melange.link.row.EntityLayout;
import org.melange.link.row.MentionRow;
import org.melange.link.row.Modality;

/**
 * Up to {@link SimdLanes#GROUP} mentions side by side: value c of mention m stands at {@code c
 * GROUP + m}. Lanes without a mention hold zeros. Immutable by agreement: arrays are shared.
 *
 * @param size number of mentions
 * @param length Euclidean length of each mention's coarse part without the axes, [GROUP]
 * @param textCls the column of pooled texts
 * @param imageCls the column of pooled images
 * @param cross the column of the cross unit's two vectors
 * @param text the text unit
 * @param image the vision unit
 * @param alike what {@link MentionRow#alike()} is of each mention
 */
@SuppressWarnings("ArrayRecordComponent") // packed once, never compared
record MentionPanel(
    int size,
    float[] length,
    PanelColumns textCls,
    PanelColumns imageCls,
    PanelColumns cross,
    UnitPanel text,
    UnitPanel image,
    List<float[]> alike) {

  /**
   * Packs mentions.
   *
   * @throws IllegalArgumentException if a row is not laid out as {@code layout} says or holds a
   *     value that is not finite
   */
  static MentionPanel of(EntityLayout layout, List<MentionRow> mentions) {
    int[] ends = layout.productEnds();
    float[] coarse = new float[layout.queryWidth() * SimdLanes.GROUP];
    float[] length = new float[SimdLanes.GROUP];
    for (int m = 0; m < mentions.size(); m++) {
      float[] own = mentions.get(m).coarse();
      requireWidth(own.length, layout.queryWidth());
      spread(own, 0, own.length, coarse, 0, m);
      length[m] = length(own, ends[2]);
    }
    return new MentionPanel(
        mentions.size(),
        length,
        PanelColumns.ofCoarse(coarse, 0, ends[0]),
        PanelColumns.ofCoarse(coarse, ends[0], ends[1] - ends[0]),
        PanelColumns.ofCoarse(coarse, ends[1], ends[2] - ends[1]),
        unit(layout, mentions, Modality.TEXT, coarse),
        unit(layout, mentions, Modality.IMAGE, coarse),
        mentions.stream().map(MentionRow::alike).toList());
  }

  private static UnitPanel unit(
      EntityLayout layout, List<MentionRow> mentions, Modality modality, float[] coarse) {
    return layout.units().contains(modality)
        ? UnitPanel.of(layout, mentions, modality, coarse)
        : UnitPanel.NONE;
  }

  UnitPanel unit(Modality modality) {
    return modality == Modality.TEXT ? text : image;
  }

  /** Writes {@code n} values into lane {@code m}, from value {@code at} of the panel on. */
  static void spread(float[] values, int from, int n, float[] into, int at, int m) {
    for (int c = 0; c < n; c++) {
      if (!Float.isFinite(values[from + c])) {
        throw new IllegalArgumentException("a mention's row holds " + values[from + c]);
      }
      into[(at + c) * SimdLanes.GROUP + m] = values[from + c];
    }
  }

  private static void requireWidth(int width, int expected) {
    if (width != expected) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a mention's coarse part has %d values, entities have %d",
              width,
              expected));
    }
  }

  private static float length(float[] values, int n) {
    double squares = 0;
    for (int c = 0; c < n; c++) {
      squares += (double) values[c] * values[c];
    }
    return (float) (1.0001 * Math.sqrt(squares));
  }
}
