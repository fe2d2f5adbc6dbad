package org.melange.link.row;

import static org.melange.link.row.Vectors.dot;

/**
 * Scores a mention with an entity from their rows, plainly: what {@code BlockScorer} must give, and
 * what its speed is measured against.
 *
 * <p>With p_ij the attention of entity token i to mention row j and α_j the mean of p_ij over the
 * entity's tokens, the local score of a unit is {@code w · x / sqrt(‖x‖²/h + ε) + shift}, {@code x
 * = Σ α_j V_j}. It is exactly the full model's: tokens that are alike are counted once, the mean
 * over the entity's tokens is taken before the product with V, and the layer norm's weight and mean
 * are in w.
 *
 * <p>The result depends on nothing but the two rows, to the last bit. Immutable; safe for any
 * number of threads.
 */
public final class PairScorer {

  /** The layer norm's epsilon in the model. */
  public static final double EPSILON = 1e-5;

  private final EntityLayout layout;

  /** A scorer of rows laid out as {@code layout} says. */
  public PairScorer(EntityLayout layout) {
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
    if (layout instanceof CosineLayout cosines) {
      float score = coarse(mention, rows, offset, 0, layout.headWidth());
      return cosines.parts(score, mention.alike(), rows, offset);
    }
    float globalText = coarse(mention, rows, offset, 0, layout.textDim());
    float globalImage = coarse(mention, rows, offset, layout.imageCls(), layout.imageDim());
    float cross = coarse(mention, rows, offset, layout.textImage(), 2 * layout.hiddenDim());
    float localText = local(mention, Modality.TEXT, rows, offset) / 6;
    float localImage = local(mention, Modality.IMAGE, rows, offset) / 6;
    return new PairScore(
        globalText + localText + (globalImage + localImage) + cross,
        3 * (globalText + localText),
        3 * (globalImage + localImage),
        3 * cross);
  }

  private static float coarse(MentionRow mention, float[] rows, int offset, int from, int n) {
    return dot(mention.coarse(), from, rows, offset + from, n);
  }

  /** {@code e_cls · LayerNorm(Σ α_j V_j)}. */
  private float local(MentionRow mention, Modality modality, float[] rows, int offset) {
    MentionRow.Unit unit = mention.unit(modality);
    double[] context = context(unit, attention(unit, modality, rows, offset));
    double squares = 0;
    double product = 0;
    for (int c = 0; c < context.length; c++) {
      squares += context[c] * context[c];
      product += context[c] * rows[offset + layout.mixed(modality) + c];
    }
    double deviation = Math.sqrt(squares / context.length + EPSILON);
    return (float) (product / deviation) + rows[offset + layout.shift(modality)];
  }

  /** {@code Σ α_j V_j}, [h]. */
  private double[] context(MentionRow.Unit unit, double[] weights) {
    double[] context = new double[layout.hiddenDim()];
    for (int j = 0; j < weights.length; j++) {
      for (int c = 0; c < context.length; c++) {
        context[c] += weights[j] * unit.values()[j * context.length + c];
      }
    }
    return context;
  }

  /** α: how much of each row of the mention the entity's tokens take on average, [n]. */
  private double[] attention(MentionRow.Unit unit, Modality modality, float[] rows, int offset) {
    int tail = offset + layout.headWidth();
    int queries = layout.tokens(modality, rows, tail);
    float live = rows[offset + layout.live(modality)];
    double[] weights = new double[unit.rows()];
    for (int j = 0; j < weights.length; j++) {
      weights[j] = (1 - live) * unit.base()[j];
    }
    int query = tail + layout.queries(modality, rows, tail);
    for (int i = 0; i < queries; i++) {
      double[] shares = softmax(unit, rows, query + i * layout.hiddenDim());
      for (int j = 0; j < weights.length; j++) {
        weights[j] += live / queries * shares[j];
      }
    }
    return weights;
  }

  /** What the entity token whose query stands at {@code query} takes of each row, [n]. */
  private double[] softmax(MentionRow.Unit unit, float[] rows, int query) {
    int h = layout.hiddenDim();
    double[] shares = new double[unit.rows()];
    double largest = unit.deadCount() > 0 ? 0 : Double.NEGATIVE_INFINITY;
    for (int j = 0; j < unit.tokens(); j++) {
      shares[j] = dot(unit.keys(), j * h, rows, query, h);
      largest = Math.max(largest, shares[j]);
    }
    double sum = 0;
    for (int j = 0; j < shares.length; j++) {
      double weight = j < unit.tokens() ? 1 : unit.deadCount();
      shares[j] = weight == 0 ? 0 : weight * Math.exp(shares[j] - largest);
      sum += shares[j];
    }
    for (int j = 0; j < shares.length; j++) {
      shares[j] /= sum;
    }
    return shares;
  }
}
