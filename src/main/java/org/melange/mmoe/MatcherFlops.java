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
    double h = config.hiddenDim();
    double routed = mixture(config.textDim(), textRows) + mixture(config.imageDim(), imageRows);
    double crossed = mixture(h, textRows) + mixture(h, imageRows);
    double projected = 2 * h * (textRows * config.textDim() + imageRows * config.imageDim());
    // queries of an entity, keys and values of a mention: three for two
    double attended = 1.5 * 2 * h * h * (live(textRows) + live(imageRows));
    return routed + crossed + projected + attended;
  }

  /** Of the scores of one mention with one entity. */
  public double ofPair() {
    double h = config.hiddenDim();
    double text = live(textRows);
    double image = live(imageRows);
    double local = 2 * h * (text * text + text + image * image + image);
    return local + 2 * (config.textDim() + config.imageDim() + 2 * h);
  }

  /** Gate scores of all rows, and the experts that run on the rows that are live. */
  private double mixture(double width, double rows) {
    double inner = width * config.expertMultiplier();
    double expert = 2 * (width * inner + inner * config.hiddenDim());
    int running = config.gate() == Gate.PUBLISHED ? config.topExperts() : config.experts();
    return 2 * rows * width * config.experts() + running * live(rows) * expert;
  }

  /** With the published gate only the first N rows are anything but zero. */
  private double live(double rows) {
    return config.gate() == Gate.PUBLISHED ? config.experts() : rows;
  }
}
