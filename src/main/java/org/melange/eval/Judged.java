package org.melange.eval;

/**
 * A mention with the confidence of its best entity, and the truth.
 *
 * @param confidence from 0 to 1; 0 for a mention without any candidate
 * @param right whether the best entity is the right one
 * @param linkable whether there was a right one; for the others NIL is the answer
 */
public record Judged(double confidence, boolean right, boolean linkable) {

  /**
   * @throws IllegalArgumentException if the confidence is none, or an entity is right for a mention
   *     that has none
   */
  public Judged {
    if (!(confidence >= 0 && confidence <= 1)) {
      throw new IllegalArgumentException("a confidence cannot be " + confidence);
    }
    if (right && !linkable) {
      throw new IllegalArgumentException("no entity is right for a mention that has none");
    }
  }
}
