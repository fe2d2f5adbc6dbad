package org.melange.mmoe;

/**
 * Floating point operations of the matcher, matrix products alone; a multiplication and the
 * addition that follows count as two.
 *
 * <p>T text tokens, P image tokens, D and H widths before and in a unit, N experts, k kept.
 */
public final class MatcherFlops {

  private final MatcherConfig config;
  private final double textRows;
  private final double imageRows;

  /**
   * @param textTokens T
   * @param imageTokens P
   */
  public MatcherFlops(MatcherConfig config, int textTokens, int imageTokens) {
    this.config = config;
    this.textRows = 1.0 + textTokens;
    this.imageRows = 1.0 + imageTokens;
  }

  /** Of a mention or an entity up to its encoding, the mean of the two. */
  public double ofItem() {
    return open() + shut();
  }

  /**
   * Of the backward pass through {@link #ofItem}: two products for each that leads gradients, one
   * for what was multiplied and one for the weights. Tokens that no expert sees lead none.
   */
  public double ofItemBackward() {
    return 2 * open();
  }

  /** Of the rows that go through experts. */
  private double open() {
    double h = config.hiddenDim();
    double text = live(textRows);
    double image = live(imageRows);
    double routed =
        mixture(config.textDim(), text, text) + mixture(config.imageDim(), image, image);
    // one row of the other modality opens the token gate of the cross unit
    boolean published = config.gate() == Gate.PUBLISHED;
    double crossed =
        mixture(h, text, published ? image : 1) + mixture(h, image, published ? text : 1);
    // queries of an entity, keys and values of a mention: three for two
    double attended = 1.5 * 2 * h * h * (text + image);
    return routed + crossed + projected(text, image) + attended;
  }

  /** Of the rows behind them: they are projected, and ranked by the gates of two units. */
  private double shut() {
    double text = textRows - live(textRows);
    double image = imageRows - live(imageRows);
    return projected(text, image)
        + gate(config.textDim() + config.hiddenDim(), text)
        + gate(config.imageDim() + config.hiddenDim(), image);
  }

  /** Of the scores of one mention with one entity. */
  public double ofPair() {
    double h = config.hiddenDim();
    double text = live(textRows);
    double image = live(imageRows);
    double local = 2 * h * (text * text + text + image * image + image);
    return local + 2 * (config.textDim() + config.imageDim() + 2 * h);
  }

  /** Rows through the experts that run, and the rows that open their gate. */
  private double mixture(double width, double rows, double openers) {
    double inner = width * config.expertMultiplier();
    double expert = 2 * (width * inner + inner * config.hiddenDim());
    int running = config.gate() == Gate.PUBLISHED ? config.topExperts() : config.experts();
    return gate(width, openers) + running * rows * expert;
  }

  private double gate(double width, double rows) {
    return 2 * rows * width * config.experts();
  }

  /** To the width of the cross unit. */
  private double projected(double text, double image) {
    return 2.0 * config.hiddenDim() * (text * config.textDim() + image * config.imageDim());
  }

  /** With the published gate only the first N rows are anything but zero. */
  private double live(double rows) {
    return config.gate() == Gate.PUBLISHED ? config.experts() : rows;
  }
}
