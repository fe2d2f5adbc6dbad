package org.melange.job.bench;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.melange.link.model.Scoring;
import org.melange.link.row.CosineEncoder;
import org.melange.link.row.CosineLayout;
import org.melange.link.row.EntityLayout;
import org.melange.link.row.MentionRow;
import org.melange.link.row.Modality;
import org.melange.link.row.NormCone;
import org.melange.link.row.Rounding;
import org.melange.link.row.RowLayout;
import org.melange.link.row.TokenLayout;
import org.melange.link.row.Vectors;

/**
 * Random rows as consistent as compiled ones, for measuring: layer-normed vectors, and logits and
 * local scores of the size that trained models have. Each row is a function of the seed and its
 * number.
 */
public final class SyntheticRows {

  private static final int LENGTH = 50;

  /** Dimensions that clusters lie in, and how far rows are from centres and from those. */
  private static final int LATENT = 16;

  private static final double SPREAD = 0.5;
  private static final double NOISE = 0.2;

  private final EntityLayout layout;
  private final long seed;
  private final int textTokens;
  private final int imageTokens;

  /** Directions that clustered rows lie in, [LATENT, mixed parts' start]; none otherwise. */
  private final float[][] directions;

  /** Centres of clusters along them. */
  private final float[][] centres;

  /**
   * Rows of a layout.
   *
   * @param textTokens live text tokens, of entities and mentions; the published gate has its own
   * @param imageTokens image tokens
   */
  public SyntheticRows(EntityLayout layout, long seed, int textTokens, int imageTokens) {
    this(layout, seed, textTokens, imageTokens, 0);
  }

  private SyntheticRows(
      EntityLayout layout, long seed, int textTokens, int imageTokens, int clusters) {
    this.layout = layout;
    this.seed = seed;
    this.textTokens = textTokens;
    this.imageTokens = imageTokens;
    SplittableRandom random = new SplittableRandom(seed);
    int width = layout.productEnds()[2];
    directions = numbers(random, clusters > 0 ? LATENT : 0, width, 1 / Math.sqrt(LATENT));
    centres = numbers(random, clusters, LATENT, 1);
  }

  private static float[][] numbers(SplittableRandom random, int n, int width, double scale) {
    float[][] numbers = new float[n][width];
    for (float[] row : numbers) {
      fill(random, scale, row, 0, width);
    }
    return numbers;
  }

  /**
   * Such rows in clusters of a space of few dimensions, entities and mentions alike: to be near
   * means something among them, as it does among rows of trained models.
   */
  public SyntheticRows clustered(int clusters) {
    return new SyntheticRows(layout, seed, textTokens, imageTokens, clusters);
  }

  /** The layout of the rows. */
  public EntityLayout layout() {
    return layout;
  }

  /** The row of entity {@code number}, rounded as it will be kept. */
  public float[] entity(long number, Rounding rounding) {
    SplittableRandom random = new SplittableRandom(seed * 31 + 2 * number);
    if (layout instanceof CosineLayout cosines) {
      return encoder(cosines).entity(embedding(random), image(random), rounding);
    }
    float[] row = new float[width()];
    int tail = layout.headWidth();
    if (layout instanceof TokenLayout) {
      row[tail] = textTokens;
      row[tail + 1] = imageTokens;
    }
    place(random, 1, row);
    for (Modality unit : Modality.values()) {
      fill(random, 0.5, row, layout.mixed(unit), layout.hiddenDim());
      Vectors.centre(row, layout.mixed(unit), layout.hiddenDim());
      int queries = tail + layout.queries(unit, row, tail);
      fill(random, 0.1, row, queries, layout.tokens(unit, row, tail) * layout.hiddenDim());
      row[layout.live(unit)] = live();
    }
    rounding.round(row);
    for (Modality unit : Modality.values()) {
      row[layout.live(unit)] = live();
      row[layout.norm(unit)] = norm(row, layout.mixed(unit));
    }
    return row;
  }

  private int width() {
    return layout instanceof RowLayout collapsed
        ? collapsed.width()
        : ((TokenLayout) layout).width(textTokens, imageTokens);
  }

  /** With the published gate N − 1 of all tokens, else all. */
  private float live() {
    return layout instanceof RowLayout collapsed ? (float) collapsed.liveTokens() / LENGTH : 1;
  }

  private float norm(float[] row, int from) {
    double squares = 0;
    for (int c = from; c < from + layout.hiddenDim(); c++) {
      squares += (double) row[c] * row[c];
    }
    return (float) (1.0001 * Math.sqrt(layout.hiddenDim() * squares));
  }

  /** The row of mention {@code number}. */
  public MentionRow mention(long number) {
    SplittableRandom random = new SplittableRandom(seed * 31 + 2 * number + 1);
    if (layout instanceof CosineLayout cosines) {
      return encoder(cosines).mention(embedding(random), image(random));
    }
    float[] coarse = new float[layout.coarseWidth()];
    place(random, 1.0 / 6, coarse);
    MentionRow.Unit text = unit(random, Modality.TEXT, coarse);
    return new MentionRow(coarse, text, unit(random, Modality.IMAGE, coarse));
  }

  private static CosineEncoder encoder(CosineLayout cosines) {
    return new CosineEncoder(cosines, Scoring.ZeroShot.DEFAULT);
  }

  /** Half of the rows have an image. */
  private float[] image(SplittableRandom random) {
    return random.nextBoolean() ? embedding(random) : new float[0];
  }

  /** A vector of length 1, near that of its cluster if there are clusters. */
  private float[] embedding(SplittableRandom random) {
    float[] placed = new float[layout.productEnds()[2]];
    place(random, 1, placed);
    float[] vector = Arrays.copyOf(placed, layout.textDim());
    double squares = 0;
    for (float value : vector) {
      squares += value * value;
    }
    for (int c = 0; c < vector.length; c++) {
      vector[c] /= (float) Math.sqrt(squares);
    }
    return vector;
  }

  private MentionRow.Unit unit(SplittableRandom random, Modality modality, float[] coarse) {
    int h = layout.hiddenDim();
    boolean collapsed = layout instanceof RowLayout;
    int tokens =
        layout instanceof RowLayout rows
            ? rows.liveTokens()
            : modality == Modality.TEXT ? textTokens : imageTokens;
    int n = collapsed ? tokens + 1 : tokens;
    float[] keys = new float[tokens * h];
    fill(random, 1, keys, 0, keys.length);
    float[] values = new float[n * h];
    fill(
        random,
        1,
        values,
        0,
        tokens * h); // gated-out tokens have the value 0, as rows' dead dots say
    for (int j = 0; j < n; j++) {
      Vectors.centre(values, j * h, h);
    }
    float[] base = new float[n];
    Arrays.fill(base, 1f / n);
    NormCone.Axis axis = NormCone.of(values, base, Math.min(1, 1.00001 * live()));
    for (int c = 0; c < h; c++) {
      coarse[layout.mixed(modality) + c] = axis.direction()[c] / 6;
    }
    float dead = collapsed ? LENGTH - tokens : 0;
    return new MentionRow.Unit(keys, values, Vectors.factor(values, n), base, dead, axis.cone());
  }

  /** Fills the vectors that a coarse part starts with. */
  private void place(SplittableRandom random, double scale, float[] coarse) {
    int width = layout.productEnds()[2];
    if (centres.length == 0) {
      fill(random, scale, coarse, 0, width);
      return;
    }
    fill(random, NOISE * scale, coarse, 0, width);
    float[] centre = centres[random.nextInt(centres.length)];
    for (int d = 0; d < LATENT; d++) {
      float along = (float) (scale * (centre[d] + SPREAD * random.nextGaussian()));
      for (int c = 0; c < width; c++) {
        coarse[c] += along * directions[d][c];
      }
    }
  }

  private static void fill(SplittableRandom random, double scale, float[] into, int from, int n) {
    for (int c = from; c < from + n; c++) {
      into[c] = (float) (scale * random.nextGaussian());
    }
  }
}
