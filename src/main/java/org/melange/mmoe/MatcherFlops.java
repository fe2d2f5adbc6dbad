package org.melange.mmoe;

/**
 * The floating-point operations of the matcher. Only matrix products count, a multiplication and an
 * addition as two operations.
 *
 * <p>T text tokens, P image tokens, D input width and H hidden width of a unit, N experts, k kept.
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

  /** The operations of encoding a mention or an entity, the mean of both. */
  public double ofItem() {
    return routed() + unrouted();
  }

  /**
   * The operations of the backward pass of {@link #ofItem}: for each product with gradients one for
   * the input and one for the weights. Tokens that are not routed have no gradients.
   */
  public double ofItemBackward() {
    return 2 * routed();
  }

  /** The operations of routed rows. */
  private double routed() {
    double h = config.hiddenDim();
    double text = live(textRows);
    double image = live(imageRows);
    double routed =
        mixture(config.textDim(), text, text) + mixture(config.imageDim(), image, image);
    // the token gate of the cross unit reads one row of the other modality
    boolean published = config.gate() == Gate.PUBLISHED;
    double crossed =
        mixture(h, text, published ? image : 1) + mixture(h, image, published ? text : 1);
    // queries of an entity, keys and values of a mention: three for two
    double attended = 1.5 * 2 * h * h * (text + image);
    return routed + crossed + projected(text, image) + attended;
  }

  /** The operations of other rows, which are projected and ranked by the gates of two units. */
  private double unrouted() {
    double text = textRows - live(textRows);
    double image = imageRows - live(imageRows);
    return projected(text, image)
        + gate(config.textDim() + config.hiddenDim(), text)
        + gate(config.imageDim() + config.hiddenDim(), image);
  }

  /** The operations of the scores of one mention with one entity. */
  public double ofPair() {
    double h = config.hiddenDim();
    double text = live(textRows);
    double image = live(imageRows);
    double local = 2 * h * (text * text + text + image * image + image);
    return local + 2 * (config.textDim() + config.imageDim() + 2 * h);
  }

  /** The operations of active experts for {@code rows}, and of their gate for {@code gateRows}. */
  private double mixture(double width, double rows, double gateRows) {
    double inner = width * config.expertMultiplier();
    double expert = 2 * (width * inner + inner * config.hiddenDim());
    int running = config.gate() == Gate.PUBLISHED ? config.topExperts() : config.experts();
    return gate(width, gateRows) + running * rows * expert;
  }

  private double gate(double width, double rows) {
    return 2 * rows * width * config.experts();
  }

  /** The projections to the width of the cross unit. */
  private double projected(double text, double image) {
    return 2.0 * config.hiddenDim() * (text * config.textDim() + image * config.imageDim());
  }

  /** With the published gate all rows after the first N are zero. */
  private double live(double rows) {
    return config.gate() == Gate.PUBLISHED ? config.experts() : rows;
  }
}
