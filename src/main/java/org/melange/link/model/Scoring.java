package org.melange.link.model;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;
import org.melange.link.row.CosineLayout;
import org.melange.link.row.CosineWeights;
import org.melange.link.row.EntityLayout;
import org.melange.mmoe.Gate;
import org.melange.mmoe.MatcherConfig;

/** How a model scores a pair, in its {@code config.json}. Immutable. */
public sealed interface Scoring {

  /** The layout of rows. */
  EntityLayout layout();

  /** Whether CLIP's token states are needed, those of padding included. */
  boolean needsPadding();

  /** The code of the matcher's gate, or {@value CosineLayout#KIND}. */
  default String kind() {
    return layout().kind();
  }

  /**
   * By a matcher.
   *
   * @param config its shape
   */
  record OfMatcher(MatcherConfig config) implements Scoring {

    /** Refuses a missing shape. */
    public OfMatcher {
      requireNonNull(config, "matcher");
    }

    @Override
    public EntityLayout layout() {
      return EntityLayout.of(config);
    }

    /** With the published gate, any token can activate a cell. */
    @Override
    public boolean needsPadding() {
      return config.gate() == Gate.PUBLISHED;
    }
  }

  /**
   * Zero-shot: by cosines in CLIP's joint space.
   *
   * @param dim width of that space
   * @param weights of the cosines
   * @param origin where the weights are from
   */
  record ZeroShot(int dim, CosineWeights weights, Origin origin) implements Scoring {

    /** Where weights of cosines are from. */
    public enum Origin {
      /** Typical spreads of CLIP's cosines; nothing was fitted. */
      DEFAULT,
      /** Fitted on labelled mentions. */
      FITTED
    }

    /** The typical spread of the cosine of two texts. */
    static final double TEXT_SPREAD = 0.1;

    /** Typical spreads of cosines: of texts, of images, and of a text and an image. */
    private static final double[] SPREADS = {TEXT_SPREAD, 0.1, 0.03};

    /** Typical means, likewise. */
    private static final double[] MEANS = {0.7, 0.55, 0.2};

    /** The default weights of cosines. */
    public static final CosineWeights DEFAULT = CosineWeights.ofSpreads(SPREADS, MEANS);

    /**
     * @throws IllegalArgumentException if the width is not positive
     */
    public ZeroShot {
      if (dim < 1) {
        throw new IllegalArgumentException("zero_shot dim is " + dim);
      }
    }

    /** Default weights. */
    public ZeroShot(int dim) {
      this(dim, DEFAULT, Origin.DEFAULT);
    }

    @Override
    public CosineLayout layout() {
      return new CosineLayout(dim);
    }

    @Override
    public boolean needsPadding() {
      return false;
    }

    /** What {@link #fromMap} reads. */
    Map<String, Object> toMap() {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("dim", dim);
      map.put("origin", origin.name().toLowerCase(java.util.Locale.ROOT));
      map.put("text", weights.text());
      map.put("image", weights.image());
      map.put("text_image", weights.textImage());
      map.put("image_text", weights.imageText());
      map.put("image_offset", weights.imageOffset());
      map.put("text_image_offset", weights.textImageOffset());
      map.put("image_text_offset", weights.imageTextOffset());
      return map;
    }

    /**
     * Reads what {@link #toMap} gives.
     *
     * @throws IllegalArgumentException if a value is missing or impossible
     */
    static ZeroShot fromMap(Map<?, ?> map) {
      if (!(map.get("dim") instanceof Integer dim)) {
        throw new IllegalArgumentException("'zero_shot' has no number 'dim'");
      }
      return new ZeroShot(
          dim,
          new CosineWeights(
              number(map, "text"),
              number(map, "image"),
              number(map, "text_image"),
              number(map, "image_text"),
              number(map, "image_offset"),
              number(map, "text_image_offset"),
              number(map, "image_text_offset")),
          "fitted".equals(map.get("origin")) ? Origin.FITTED : Origin.DEFAULT);
    }

    private static double number(Map<?, ?> map, String key) {
      if (map.get(key) instanceof Number number) {
        return number.doubleValue();
      }
      throw new IllegalArgumentException("'zero_shot' has no number '" + key + "'");
    }
  }
}
