package org.melange.image;

import java.util.Locale;

/** Why there is no image to look at. */
public enum ImageError {
  /** No image was named. */
  ABSENT,
  /** The file could not be fetched. */
  UNREADABLE,
  /** The address uses a scheme that is not allowed. */
  FORBIDDEN_SCHEME,
  /** The address leads to a machine that is not on the open internet. */
  FORBIDDEN_ADDRESS,
  /** It did not come in time. */
  TIMED_OUT,
  /** The file has no bytes. */
  EMPTY,
  /** The file is larger than allowed. */
  TOO_MANY_BYTES,
  /** The header claims more pixels than allowed; none was decoded. */
  TOO_MANY_PIXELS,
  /** The bytes are something else: an HTML page, text, a video. */
  NOT_AN_IMAGE,
  /** The file ends before its image does. */
  TRUNCATED,
  /** An image, but of a kind that is not decoded here. */
  UNSUPPORTED,
  /** An image of a known kind that its decoder could not make sense of. */
  BROKEN;

  /** The code as it stands in files. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
