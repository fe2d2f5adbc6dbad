package org.melange.spark.features;

import org.melange.link.model.ImageInput;

/**
 * An image that was fetched and prepared, or the reason why there is none.
 *
 * @param input what the encoder is given
 * @param status {@code none}, {@code ok}, or the code of what is wrong with it
 */
public record PreparedImage(ImageInput input, String status) {

  public static final String OK = "ok";

  /** Of rows without an image. */
  public static final PreparedImage NONE = new PreparedImage(ImageInput.MISSING, "none");
}
