package org.melange.link.row;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.melange.mmoe.EntityEncoding;
import org.melange.mmoe.Features;
import org.melange.mmoe.Gate;
import org.melange.mmoe.GateNormalizer;
import org.melange.mmoe.GateStatistics;
import org.melange.mmoe.Matcher;
import org.melange.mmoe.MentionEncoding;

/**
 * Encodes features as the rows that scoring reads. A row depends on its item and the model, its
 * frozen gate statistics included, never on the batch that it was encoded in.
 *
 * <p>Safe for any number of threads, as long as nothing trains the matcher.
 */
public final class RowEncoder {

  private static final float COARSE_SCALE = 1f / 6;

  private final Matcher matcher;
  private final GateNormalizer scale;
  private final EntityLayout layout;
  private final UnitEncoder text;
  private final UnitEncoder image;

  private RowEncoder(Matcher matcher, GateNormalizer scale) {
    this.matcher = matcher;
    this.scale = scale;
    Gate gate = matcher.config().gate();
    layout = EntityLayout.of(matcher.config());
    Map<String, float[]> weights = matcher.exportWeights();
    text = UnitEncoder.of(gate, weights, "text_module");
    image = UnitEncoder.of(gate, weights, "vision_module");
  }

  /**
   * A row encoder for a model with the published gate.
   *
   * @param matcher not closed while the row encoder is used
   * @param statistics frozen with this matcher's weights
   * @throws IllegalArgumentException if the model has the token gate, or the statistics are of
   *     another number of experts
   */
  public static RowEncoder published(Matcher matcher, GateStatistics statistics) {
    requireGate(matcher, Gate.PUBLISHED);
    if (statistics.experts() != matcher.config().experts()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "gate statistics are of %d experts, the model has %d",
              statistics.experts(),
              matcher.config().experts()));
    }
    return new RowEncoder(matcher, statistics);
  }

  /**
   * A row encoder for a model with the token gate.
   *
   * @param matcher not closed while the row encoder is used
   * @throws IllegalArgumentException if the model has the published gate
   */
  public static RowEncoder token(Matcher matcher) {
    requireGate(matcher, Gate.TOKEN);
    return new RowEncoder(
        matcher, GateNormalizer.ofBatch()); // which the token gate does not look at
  }

  /** The layout of entity rows. */
  public EntityLayout layout() {
    return layout;
  }

  /**
   * The rows of entities.
   *
   * @param entities E of them, on the matcher's device
   * @return E rows
   * @throws IllegalArgumentException if the features do not fit the model
   */
  public float[][] entityRows(Features entities) {
    return entityRows(entities, Rounding.NONE);
  }

  /**
   * The rows of entities, to be stored in a precision. Bounds are those of the rounded vectors, so
   * a rounded row is as exact as any other.
   *
   * @param entities E of them, on the matcher's device
   * @param rounding of vectors
   * @return E rows
   * @throws IllegalArgumentException if the features do not fit the model
   */
  public float[][] entityRows(Features entities, Rounding rounding) {
    try (EntityEncoding encoding = matcher.encodeEntities(entities, scale)) {
      List<UnitEncoder.EntityPart> texts = text.entities(encoding.text(), rounding);
      List<UnitEncoder.EntityPart> images = image.entities(encoding.image(), rounding);
      float[][] rows = new float[entities.size()][];
      for (int e = 0; e < rows.length; e++) {
        rows[e] = row(texts.get(e), images.get(e));
      }
      scatter(rounding.round(encoding.textCls().toFloatArray()), rows, 0, 1);
      scatter(rounding.round(encoding.imageCls().toFloatArray()), rows, layout.imageCls(), 1);
      scatter(rounding.round(encoding.textImage().toFloatArray()), rows, layout.textImage(), 1);
      scatter(rounding.round(encoding.imageText().toFloatArray()), rows, layout.imageText(), 1);
      return rows;
    }
  }

  /** A row without the four vectors that it starts with. */
  private float[] row(UnitEncoder.EntityPart text, UnitEncoder.EntityPart image) {
    float[] row;
    if (layout instanceof RowLayout collapsed) {
      row = new float[collapsed.width()];
      row[row.length - 1] = image.deadDot();
      row[layout.headWidth() + collapsed.deadDot(Modality.TEXT)] = text.deadDot();
    } else {
      int h = layout.hiddenDim();
      int texts = text.queries().length / h;
      int images = image.queries().length / h;
      row = new float[((TokenLayout) layout).width(texts, images)];
      row[layout.headWidth()] = texts;
      row[layout.headWidth() + 1] = images;
    }
    put(row, Modality.TEXT, text);
    put(row, Modality.IMAGE, image);
    return row;
  }

  private void put(float[] row, Modality unit, UnitEncoder.EntityPart part) {
    System.arraycopy(part.mixed(), 0, row, layout.mixed(unit), part.mixed().length);
    row[layout.norm(unit)] = part.norm();
    row[layout.shift(unit)] = part.shift();
    row[layout.live(unit)] = part.live();
    int queries = layout.headWidth() + layout.queries(unit, row, layout.headWidth());
    System.arraycopy(part.queries(), 0, row, queries, part.queries().length);
  }

  /**
   * The rows of mentions.
   *
   * @param mentions M of them, on the matcher's device
   * @return M rows
   * @throws IllegalArgumentException if the features do not fit the model
   */
  public List<MentionRow> mentionRows(Features mentions) {
    try (MentionEncoding encoding = matcher.encodeMentions(mentions, scale)) {
      float[][] coarse = new float[mentions.size()][layout.coarseWidth()];
      scatter(encoding.textCls().toFloatArray(), coarse, 0, COARSE_SCALE);
      scatter(encoding.imageCls().toFloatArray(), coarse, layout.imageCls(), COARSE_SCALE);
      scatter(encoding.textImage().toFloatArray(), coarse, layout.textImage(), COARSE_SCALE);
      scatter(encoding.imageText().toFloatArray(), coarse, layout.imageText(), COARSE_SCALE);
      List<UnitEncoder.MentionPart> texts = text.mentions(encoding.text());
      List<UnitEncoder.MentionPart> images = image.mentions(encoding.image());
      List<MentionRow> rows = new ArrayList<>();
      for (int m = 0; m < coarse.length; m++) {
        put(texts.get(m).axis(), coarse[m], layout.mixed(Modality.TEXT));
        put(images.get(m).axis(), coarse[m], layout.mixed(Modality.IMAGE));
        rows.add(new MentionRow(coarse[m], texts.get(m).unit(), images.get(m).unit()));
      }
      return rows;
    }
  }

  private static void put(float[] axis, float[] coarse, int at) {
    for (int c = 0; c < axis.length; c++) {
      coarse[at + c] = axis[c] * COARSE_SCALE;
    }
  }

  /** Copies [B, D] into rows from {@code offset} on, times {@code scale}. */
  private static void scatter(float[] values, float[][] rows, int offset, float scale) {
    int width = values.length / rows.length;
    for (int b = 0; b < rows.length; b++) {
      for (int c = 0; c < width; c++) {
        rows[b][offset + c] = values[b * width + c] * scale;
      }
    }
  }

  private static void requireGate(Matcher matcher, Gate gate) {
    if (matcher.config().gate() != gate) {
      throw new IllegalArgumentException(
          "rows of gate '"
              + gate.code()
              + "' cannot be encoded with a model of gate '"
              + matcher.config().gate().code()
              + "'");
    }
  }
}
