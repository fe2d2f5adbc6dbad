package org.melange.link;

import static org.melange.link.Vectors.dot;

/**
 * Scores a mention with an entity from their rows: the published gate's score, exactly (up to
 * rounding), from two short attentions and one inner product.
 *
 * <p>With p_ij the attention of entity token i to mention row j, α_j the mean of p_ij over the
 * entity's tokens, and Ṽ_j a centred value, the layer norm of Σ α_j V_j is {@code γ ⊙ Σ α_j Ṽ_j /
 * sqrt(αᵀGα + ε) + β}, G the values' Gram matrix over h. So a local score needs no vector of width
 * h other than its inputs.
 *
 * <p>The result depends on nothing but the two rows, to the last bit. Immutable; safe for any
 * number of threads.
 */
public final class PairScorer {

  /** The layer norm's epsilon in the model. */
  private static final double EPSILON = 1e-5;

  /** Room for rounding in a bound, relative to the numbers it is made of. */
  private static final float SLACK = 1e-4f;

  private final RowLayout layout;

  /** A scorer of rows laid out as {@code layout} says. */
  public PairScorer(RowLayout layout) {
    this.layout = layout;
  }

  /**
   * Scores one pair.
   *
   * @param mention of a model with this layout
   * @param rows entity rows, one after the other
   * @param offset where the entity's row starts in {@code rows}
   */
  public PairScore score(MentionRow mention, float[] rows, int offset) {
    int h = layout.hiddenDim();
    float globalText = coarse(mention, rows, offset, 0, layout.textDim());
    float globalImage = coarse(mention, rows, offset, layout.imageCls(), layout.imageDim());
    float cross = coarse(mention, rows, offset, layout.textImage(), 2 * h);
    float localText = local(mention.text(), rows, offset + layout.textUnit()) / 6;
    float localImage = local(mention.image(), rows, offset + layout.imageUnit()) / 6;
    return new PairScore(
        globalText + localText + (globalImage + localImage) + cross,
        3 * (globalText + localText),
        3 * (globalImage + localImage),
        3 * cross);
  }

  /**
   * A number that {@link #score} of this pair does not exceed, at the cost of one inner product.
   *
   * @param mention of a model with this layout
   * @param rows entity rows, one after the other
   * @param offset where the entity's row starts in {@code rows}
   */
  public float upperBound(MentionRow mention, float[] rows, int offset) {
    float coarse = coarse(mention, rows, offset, 0, layout.coarseWidth());
    float text = rows[offset + layout.textBound()] / 6;
    float image = rows[offset + layout.imageBound()] / 6;
    float magnitude = Math.abs(coarse) + Math.abs(text) + Math.abs(image);
    return coarse + text + image + SLACK * (1 + magnitude);
  }

  private static float coarse(MentionRow mention, float[] rows, int offset, int from, int n) {
    return dot(mention.coarse(), from, rows, offset + from, n);
  }

  /** {@code e_cls · LayerNorm(Σ α_j V_j)} of the unit that starts at {@code unit}. */
  private float local(MentionRow.Unit mention, float[] rows, int unit) {
    float[] alpha = weights(mention, rows, unit);
    int h = layout.hiddenDim();
    double dots = 0;
    double variance = 0;
    for (int j = 0; j < alpha.length; j++) {
      dots += alpha[j] * (double) dot(mention.values(), j * h, rows, unit, h);
      for (int l = 0; l < alpha.length; l++) {
        variance += (double) alpha[j] * alpha[l] * mention.gram()[j * alpha.length + l];
      }
    }
    double deviation = Math.sqrt(Math.max(0, variance) + EPSILON);
    return (float) (dots / deviation) + rows[unit + layout.shift()];
  }

  /** α: how much of each row of the mention the entity's tokens take on average, [N]. */
  private float[] weights(MentionRow.Unit mention, float[] rows, int unit) {
    int h = layout.hiddenDim();
    int n = mention.counts().length;
    float liveShare = rows[unit + layout.liveShare()];
    float deadShare = rows[unit + layout.deadShare()];
    float[] alpha = new float[n];
    float[] attention = new float[n];
    for (int j = 0; j < n; j++) {
      alpha[j] = deadShare * mention.deadAttention()[j];
    }
    for (int i = 0; i < layout.liveTokens(); i++) {
      for (int j = 0; j < n; j++) {
        attention[j] = dot(mention.keys(), j * h, rows, unit + layout.query(i), h);
      }
      Vectors.softmax(attention, mention.counts());
      for (int j = 0; j < n; j++) {
        alpha[j] += liveShare * attention[j];
      }
    }
    return alpha;
  }
}
