package org.melange.link.row;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Rows that make rounding matter: sums that cancel, directions that a bound cannot do better for,
 * values that are next to nothing beside others. As consistent as compiled ones: norms, offsets and
 * cones follow from the vectors as they are kept.
 */
public final class StressRows {

  /** What is hard about a unit of a pair. */
  public enum Trouble {
    /** Nothing: random vectors. */
    NONE,
    /** The entity's mixed part is parallel to the axis of the mention's cone. */
    ALONG_AXIS,
    /** It points away from the axis, where the bound is steepest. */
    AGAINST_AXIS,
    /** The same but for a thousandth of a right angle, which rounding may hide. */
    ALMOST_AGAINST_AXIS,
    /** It lies in the plane of the axis and the cone's widest vector: the bound is reached. */
    IN_PLANE,
    /** The same on the other side of a right angle, where scores are negative. */
    BEHIND_PLANE,
    /**
     * There is none, and all other numbers have one magnitude: in bytes they are off by the
     * rounding of a factor alone, which is less than what sums of their products are off by.
     */
    NO_LOCAL
  }

  /** How the values of a mention lie. */
  public enum Values {
    RANDOM,
    /** All but parallel: the cone is next to a line. */
    BUNDLED,
    /** In a cone that is wide and still narrower than a half-space. */
    FANNED,
    /** Long ones that all but cancel each other in every mixture. */
    CANCELLING,
    /** So short that the layer norm's epsilon is all that a score is divided by. */
    SHORT
  }

  private final EntityLayout layout;
  private final SplittableRandom random;
  private final int tokens;

  public StressRows(EntityLayout layout, int tokens, long seed) {
    this.layout = layout;
    this.tokens = layout instanceof RowLayout rows ? rows.liveTokens() : tokens;
    random = new SplittableRandom(seed);
  }

  public EntityLayout layout() {
    return layout;
  }

  /** The weight of live tokens in an entity's mean. */
  private double live() {
    return layout instanceof RowLayout ? tokens / 50.0 : 1;
  }

  public MentionRow mention(Values kind) {
    float[] coarse = numbers(layout.coarseWidth(), 1.0 / 6);
    MentionRow.Unit text = unit(kind);
    MentionRow.Unit image = unit(kind);
    for (Modality modality : Modality.values()) {
      MentionRow.Unit unit = modality == Modality.TEXT ? text : image;
      float[] axis = NormCone.of(unit.values(), unit.base(), share()).direction();
      for (int c = 0; c < axis.length; c++) {
        coarse[layout.mixed(modality) + c] = axis[c] * (1f / 6);
      }
    }
    return new MentionRow(coarse, text, image);
  }

  private double share() {
    return Math.min(1, live() * (1 + 1e-5));
  }

  private MentionRow.Unit unit(Values kind) {
    int h = layout.hiddenDim();
    boolean dead = layout instanceof RowLayout;
    int n = dead ? tokens + 1 : tokens;
    float[] values = values(kind, n, h);
    if (dead) {
      Arrays.fill(values, tokens * h, n * h, 0); // as the offset 0 of entities says
    }
    float[] base = numbers(n, 1);
    float[] counts = new float[n];
    Arrays.fill(counts, 1);
    Vectors.softmax(base, counts);
    if (!dead) {
      Arrays.fill(base, 1f / n);
    }
    return new MentionRow.Unit(
        numbers(tokens * h, 1),
        values,
        Vectors.factor(values, n),
        base,
        dead ? 50 - tokens : 0,
        NormCone.of(values, base, share()).cone());
  }

  private float[] values(Values kind, int n, int h) {
    double size = Math.pow(10, 3 * random.nextDouble() - 1);
    float[] common = numbers(h, 1);
    float[] values = numbers(n * h, kind == Values.SHORT ? 1e-5 : size);
    for (int j = 0; j < n; j++) {
      double sign = j % 2 == 0 ? 1 : -1;
      for (int c = 0; c < h; c++) {
        double own = values[j * h + c];
        values[j * h + c] =
            (float)
                switch (kind) {
                  case RANDOM, SHORT -> own;
                  case BUNDLED -> size * common[c] + 1e-6 * own;
                  case FANNED -> 0.3 * size * common[c] + 0.2 * own;
                  case CANCELLING -> sign * 1000 * size * common[c] + 1e-2 * own;
                };
      }
      Vectors.centre(values, j * h, h);
    }
    return values;
  }

  /**
   * A row that is hard for {@code mention}.
   *
   * @param cancelling how large the products of texts and of images are, whose sum is small
   */
  public float[] entity(MentionRow mention, Trouble trouble, double cancelling, Rounding rounding) {
    float[] row =
        new float
            [layout instanceof RowLayout rows
                ? rows.width()
                : ((TokenLayout) layout).width(tokens, tokens)];
    if (layout instanceof TokenLayout) {
      row[layout.headWidth()] = tokens;
      row[layout.headWidth() + 1] = tokens;
    }
    int width = layout.mixed(Modality.TEXT);
    System.arraycopy(numbers(width, 1), 0, row, 0, width);
    if (trouble == Trouble.NO_LOCAL) {
      double magnitude = 1 + 9 * random.nextDouble();
      for (int c = 0; c < width; c++) {
        row[c] = (float) (magnitude * Math.signum(mention.coarse()[c]));
      }
    } else {
      align(mention, row, 0, layout.textDim(), cancelling);
      align(mention, row, layout.imageCls(), layout.imageDim(), -cancelling);
    }
    round(rounding, row, 0, width);
    for (Modality modality : Modality.values()) {
      local(mention, trouble, rounding, modality, row);
    }
    return row;
  }

  /** Numbers in proportion to the mention's, whose product with them is about {@code product}. */
  private void align(MentionRow mention, float[] row, int from, int n, double product) {
    double squares = 1e-30;
    for (int c = from; c < from + n; c++) {
      squares += (double) mention.coarse()[c] * mention.coarse()[c];
    }
    for (int c = from; c < from + n; c++) {
      row[c] = (float) (0.1 * row[c] + product * mention.coarse()[c] / squares);
    }
  }

  private void local(
      MentionRow mention, Trouble trouble, Rounding rounding, Modality modality, float[] row) {
    int h = layout.hiddenDim();
    int mixed = layout.mixed(modality);
    float[] w = mixed(mention, modality, trouble);
    Vectors.centre(w, 0, h);
    System.arraycopy(rounding.round(w), 0, row, mixed, h);
    double squares = 0;
    for (float value : w) {
      squares += (double) value * value;
    }
    row[layout.norm(modality)] = (float) Math.sqrt(h * squares);
    row[layout.shift(modality)] = (float) random.nextGaussian();
    row[layout.live(modality)] = (float) live();
    int queries = layout.headWidth() + layout.queries(modality, row, layout.headWidth());
    int loud = random.nextInt(tokens);
    for (int i = 0; i < tokens; i++) { // every query asks for one and the same token
      for (int c = 0; c < h; c++) {
        row[queries + i * h + c] = rounding.round(20 * mention.unit(modality).keys()[loud * h + c]);
      }
    }
  }

  private float[] mixed(MentionRow mention, Modality modality, Trouble trouble) {
    int h = layout.hiddenDim();
    float[] own = numbers(h, 1);
    float[] axis =
        Arrays.copyOfRange(mention.coarse(), layout.mixed(modality), layout.mixed(modality) + h);
    float[] value = widest(mention.unit(modality).values(), axis);
    double along = dot(axis, value) / length(axis) / length(value);
    double turn = random.nextDouble() * 4;
    double little = Math.pow(10, -4.5 + turn / 2);
    double scale = Math.pow(10, random.nextDouble() * 3 - 1);
    float[] w = new float[h];
    for (int c = 0; c < h; c++) {
      double x = axis[c] / length(axis);
      double y = value[c] / length(value);
      w[c] =
          (float)
              (scale
                  * switch (trouble) {
                    case NONE -> own[c];
                    case ALONG_AXIS -> x;
                    case AGAINST_AXIS -> -x;
                    case ALMOST_AGAINST_AXIS -> -x + little * (y - along * x);
                    case IN_PLANE -> y + turn * (y - x);
                    case BEHIND_PLANE -> y - (1 + turn) * x;
                    case NO_LOCAL -> 0;
                  });
    }
    return w;
  }

  /** The value that is furthest from the axis. */
  private float[] widest(float[] values, float[] axis) {
    float[] widest = null;
    double least = 2;
    for (int j = 0; j < tokens; j++) {
      float[] value = Arrays.copyOfRange(values, j * axis.length, (j + 1) * axis.length);
      double cos = dot(value, axis) / length(value) / length(axis);
      if (cos < least) {
        least = cos;
        widest = value;
      }
    }
    return widest;
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int c = 0; c < a.length; c++) {
      sum += (double) a[c] * b[c];
    }
    return sum;
  }

  private static double length(float[] vector) {
    return Math.sqrt(dot(vector, vector) + 1e-30);
  }

  private static void round(Rounding rounding, float[] row, int from, int to) {
    for (int c = from; c < to; c++) {
      row[c] = rounding.round(row[c]);
    }
  }

  private float[] numbers(int n, double scale) {
    float[] numbers = new float[n];
    for (int i = 0; i < n; i++) {
      numbers[i] = (float) (scale * random.nextGaussian());
    }
    return numbers;
  }
}
