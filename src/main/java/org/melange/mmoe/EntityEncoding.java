package org.melange.mmoe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.Set;
import org.melange.tensor.ScalarOps;

/**
 * The encoding of E entities for scoring. Owned by the manager of the features that it was computed
 * from.
 *
 * <p>E entities, H hidden width, dt and dv feature widths.
 *
 * @param textCls normalized pooled text, [E, dt]
 * @param imageCls normalized pooled image, [E, dv]
 * @param text queries of the text unit
 * @param image queries of the vision unit
 * @param textImage text cls fused with its context from image tokens (cross unit), [E, H]
 * @param imageText image cls fused with its context from text tokens (cross unit), [E, H]
 */
public record EntityEncoding(
    NDArray textCls,
    NDArray imageCls,
    Queries text,
    Queries image,
    NDArray textImage,
    NDArray imageText)
    implements AutoCloseable {

  /**
   * Queries of an intra-level unit, R rows, with one row for equal tokens. With the published gate
   * R = N and the last row represents all tokens after the first N − 1.
   *
   * @param cls the mixed cls row, [E, H]
   * @param queries [E, R, H], not yet divided by sqrt(H)
   * @param shares the share of each row in the mean over tokens, [E or 1, R]
   */
  public record Queries(NDArray cls, NDArray queries, NDArray shares) {}

  /**
   * The encoding with the factors of the scores of some units set to zero, so that these scores are
   * 0 in everything computed from it.
   */
  EntityEncoding without(Set<Unit> units) {
    if (units.isEmpty()) {
      return this;
    }
    boolean noText = units.contains(Unit.TEXT);
    boolean noImage = units.contains(Unit.IMAGE);
    boolean noCross = units.contains(Unit.CROSS);
    return new EntityEncoding(
        zeroed(textCls, noText),
        zeroed(imageCls, noImage),
        new Queries(zeroed(text.cls, noText), text.queries, text.shares),
        new Queries(zeroed(image.cls, noImage), image.queries, image.shares),
        zeroed(textImage, noCross),
        zeroed(imageText, noCross));
  }

  private static NDArray zeroed(NDArray array, boolean zero) {
    return zero ? ScalarOps.times(array, 0) : array;
  }

  /** All arrays of the encoding. */
  NDList toList() {
    return new NDList(textCls, imageCls, textImage, imageText)
        .addAll(new NDList(text.cls(), text.queries(), text.shares()))
        .addAll(new NDList(image.cls(), image.queries(), image.shares()));
  }

  /** Moves the encoding to another manager of the same device. */
  public void attach(NDManager manager) {
    toList().attach(manager);
  }

  /** Closes the encoding before its manager does. */
  @Override
  public void close() {
    toList().close();
  }
}
