package org.melange.link.row;

/**
 * The score of a mention with an entity and its parts.
 *
 * @param score the mean of the three units, or the sum of the three parts of a zero-shot model,
 *     plus {@code name}
 * @param text of the text unit
 * @param image of the vision unit
 * @param cross of the cross unit
 * @param name what the mention's text alone adds, see {@code NamePrior}
 */
public record PairScore(float score, float text, float image, float cross, float name) {

  /** Of the model alone. */
  public PairScore(float score, float text, float image, float cross) {
    this(score, text, image, cross, 0);
  }

  /** The same with a name prior added. */
  public PairScore plus(float prior) {
    return new PairScore(score + prior, text, image, cross, name + prior);
  }
}
