package org.melange.spark;

import org.melange.link.ImageInput;

/**
 * An image that was fetched and prepared, or why there is none.
 *
 * @param input what the encoder is given
 * @param status {@code none}, {@code ok}, or the code of what is wrong with it
 */
record PreparedImage(ImageInput input, String status) {

  static final String OK = "ok";

  /** Of rows without an image. */
  static final PreparedImage NONE = new PreparedImage(ImageInput.NONE, "none");
}
