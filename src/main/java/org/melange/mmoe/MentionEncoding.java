package org.melange.mmoe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;

/**
 * The encoding of M mentions for scoring. Owned by the manager of the features that it was computed
 * from.
 *
 * <p>M mentions, H hidden width, dt and dv feature widths.
 *
 * @param textCls normalized pooled text, [M, dt]
 * @param imageCls normalized pooled image, [M, dv]
 * @param text keys and values of the text unit
 * @param image keys and values of the vision unit
 * @param textImage text cls fused with its context from image tokens (cross unit), [M, H]
 * @param imageText image cls fused with its context from text tokens (cross unit), [M, H]
 */
public record MentionEncoding(
    NDArray textCls, NDArray imageCls, Keys text, Keys image, NDArray textImage, NDArray imageText)
    implements AutoCloseable {

  /**
   * Keys and values of an intra-level unit, R rows, with one row for equal tokens. With the
   * published gate R = N and the last row represents all tokens after the first N − 1.
   *
   * @param keys [M, R, H]
   * @param values [M, R, H]
   * @param logCounts the logarithm of the number of tokens that a row represents, [M or 1, R]
   */
  public record Keys(NDArray keys, NDArray values, NDArray logCounts) {}

  /** All arrays of the encoding. */
  NDList toList() {
    return new NDList(textCls, imageCls, textImage, imageText)
        .addAll(new NDList(text.keys(), text.values(), text.logCounts()))
        .addAll(new NDList(image.keys(), image.values(), image.logCounts()));
  }

  /** Closes the encoding before its manager does. */
  @Override
  public void close() {
    toList().close();
  }
}
