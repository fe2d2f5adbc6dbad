package org.melange.mmoe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;

/**
 * All that scoring needs of M mentions. Belongs to the manager of the features it was made from.
 *
 * <p>M mentions, H hidden width, dt and dv feature widths.
 *
 * @param textCls normed pooled text, [M, dt]
 * @param imageCls normed pooled image, [M, dv]
 * @param text keys and values of the text unit
 * @param image keys and values of the vision unit
 * @param textImage text cls in the light of the image tokens (cross unit), [M, H]
 * @param imageText image cls in the light of the text tokens (cross unit), [M, H]
 */
public record MentionEncoding(
    NDArray textCls, NDArray imageCls, Keys text, Keys image, NDArray textImage, NDArray imageText)
    implements AutoCloseable {

  /**
   * Keys and values of an intra-level unit, one row for tokens that are alike; R rows. With the
   * published gate R = N and the last row stands for all tokens after the first N − 1.
   *
   * @param keys [M, R, H]
   * @param values [M, R, H]
   * @param logCounts the logarithm of how many tokens a row stands for, [M or 1, R]
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
