package org.melange.mmoe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import org.melange.tensor.ScalarOps;

/**
 * Scores of M mentions against E entities, each [M, E].
 *
 * @param score the mean of the three others
 * @param text score of the text unit
 * @param image score of the vision unit
 * @param cross score of the cross unit
 */
public record Scores(NDArray score, NDArray text, NDArray image, NDArray cross)
    implements AutoCloseable {

  /** The scores of three units and their mean. */
  static Scores of(NDArray text, NDArray image, NDArray cross) {
    return new Scores(ScalarOps.times(text.add(image).add(cross), 1 / 3.0), text, image, cross);
  }

  /** The four matrices: score, text, image, cross. */
  public NDList toList() {
    return new NDList(score, text, image, cross);
  }

  /** Closes the four matrices. */
  @Override
  public void close() {
    toList().close();
  }
}
