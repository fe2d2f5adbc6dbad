package org.melange.link;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.melange.mmoe.EntityEncoding;
import org.melange.mmoe.Features;
import org.melange.mmoe.Gate;
import org.melange.mmoe.GateStatistics;
import org.melange.mmoe.Matcher;
import org.melange.mmoe.MentionEncoding;

/**
 * Compiles features into the rows that {@link PairScorer} scores. A row depends on its item, the
 * model and its frozen gate statistics, never on the batch it was compiled in.
 *
 * <p>Safe for any number of threads, as long as the matcher is not trained meanwhile.
 */
public final class RowCompiler {

  private static final float COARSE_SCALE = 1f / 6;

  private final Matcher matcher;
  private final GateStatistics statistics;
  private final RowLayout layout;
  private final UnitCompiler text;
  private final UnitCompiler image;

  /**
   * A compiler for a model.
   *
   * @param matcher not closed while the compiler is used
   * @param statistics frozen with this matcher's weights
   * @throws IllegalArgumentException if the model has the token gate, whose rows do not collapse,
   *     or the statistics are of another number of experts
   */
  public RowCompiler(Matcher matcher, GateStatistics statistics) {
    if (matcher.config().gate() != Gate.PUBLISHED) {
      throw new IllegalArgumentException(
          "only scores of the published gate collapse into rows: score a model with gate '"
              + matcher.config().gate().code()
              + "' with Matcher.match");
    }
    if (statistics.experts() != matcher.config().experts()) {
      throw new IllegalArgumentException(
          String.format(
              "gate statistics are of %d experts, the model has %d",
              statistics.experts(), matcher.config().experts()));
    }
    this.matcher = matcher;
    this.statistics = statistics;
    layout = RowLayout.of(matcher.config());
    Map<String, float[]> weights = matcher.exportWeights();
    text = UnitCompiler.of(layout, weights, "text_module");
    image = UnitCompiler.of(layout, weights, "vision_module");
  }

  /** The layout of the rows. */
  public RowLayout layout() {
    return layout;
  }

  /**
   * The rows of entities.
   *
   * @param entities E of them, on the matcher's device
   * @return E rows of {@link RowLayout#width()} numbers
   * @throws IllegalArgumentException if the features do not fit the model
   */
  public float[][] entityRows(Features entities) {
    try (EntityEncoding encoding = matcher.encodeEntities(entities, statistics)) {
      float[][] rows = new float[entities.size()][layout.width()];
      scatter(encoding.textCls(), rows, 0, 1);
      scatter(encoding.imageCls(), rows, layout.imageCls(), 1);
      scatter(encoding.textImage(), rows, layout.textImage(), 1);
      scatter(encoding.imageText(), rows, layout.imageText(), 1);
      text.entities(encoding.text(), rows, layout.textUnit(), layout.textBound());
      image.entities(encoding.image(), rows, layout.imageUnit(), layout.imageBound());
      return rows;
    }
  }

  /**
   * The rows of mentions.
   *
   * @param mentions M of them, on the matcher's device
   * @return M rows
   * @throws IllegalArgumentException if the features do not fit the model
   */
  public List<MentionRow> mentionRows(Features mentions) {
    try (MentionEncoding encoding = matcher.encodeMentions(mentions, statistics)) {
      float[][] coarse = new float[mentions.size()][layout.coarseWidth()];
      scatter(encoding.textCls(), coarse, 0, COARSE_SCALE);
      scatter(encoding.imageCls(), coarse, layout.imageCls(), COARSE_SCALE);
      scatter(encoding.textImage(), coarse, layout.textImage(), COARSE_SCALE);
      scatter(encoding.imageText(), coarse, layout.imageText(), COARSE_SCALE);
      List<MentionRow.Unit> textUnits = text.mentions(encoding.text());
      List<MentionRow.Unit> imageUnits = image.mentions(encoding.image());
      List<MentionRow> rows = new ArrayList<>();
      for (int m = 0; m < coarse.length; m++) {
        rows.add(new MentionRow(coarse[m], textUnits.get(m), imageUnits.get(m)));
      }
      return rows;
    }
  }

  /** Copies [B, D] into rows from {@code offset} on, times {@code scale}. */
  private static void scatter(NDArray array, float[][] rows, int offset, float scale) {
    float[] values = array.toFloatArray();
    int width = values.length / rows.length;
    for (int b = 0; b < rows.length; b++) {
      for (int c = 0; c < width; c++) {
        rows[b][offset + c] = values[b * width + c] * scale;
      }
    }
  }
}
