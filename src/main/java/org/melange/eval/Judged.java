package org.melange.eval;

/**
 * A mention with the confidence of its best entity, and the truth.
 *
 * @param confidence from 0 to 1; {@link #NO_LINK} for a mention that has no candidate to link to
 * @param right whether the best entity is the right one
 * @param linkable whether there was a right one; for the others NIL is the answer
 */
public record Judged(double confidence, boolean right, boolean linkable) {

  /** The confidence of a mention without any candidate: no threshold links it. */
  public static final double NO_LINK = -1;

  /**
   * @throws IllegalArgumentException if the confidence is none, or an entity is right for a mention
   *     that has none
   */
  public Judged {
    if (confidence != NO_LINK && !(confidence >= 0 && confidence <= 1)) {
      throw new IllegalArgumentException("a confidence cannot be " + confidence);
    }
    if (right && !linkable) {
      throw new IllegalArgumentException("no entity is right for a mention that has none");
    }
  }

  /** Whether there is a link to be more or less sure of. */
  public boolean chosen() {
    return confidence != NO_LINK;
  }
}
