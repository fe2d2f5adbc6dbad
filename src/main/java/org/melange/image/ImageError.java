package org.melange.image;

import java.util.Locale;

/** The reasons why an image cannot be used. */
public enum ImageError {
  /** The record has no image. */
  ABSENT,
  /** The file cannot be read. */
  UNREADABLE,
  /** The address uses a scheme that is not allowed. */
  FORBIDDEN_SCHEME,
  /** The address is not on the public internet. */
  FORBIDDEN_ADDRESS,
  /** The host requires a contact in the user agent, and there is none. */
  NO_CONTACT,
  /** Reading the file timed out. */
  TIMED_OUT,
  /** The file has no bytes. */
  EMPTY,
  /** The file is larger than allowed. */
  TOO_MANY_BYTES,
  /** The header claims more pixels than allowed. Nothing was decoded. */
  TOO_MANY_PIXELS,
  /** The file is not an image: an HTML page, text, a video. */
  NOT_AN_IMAGE,
  /** The file is truncated. */
  TRUNCATED,
  /** An image in a format that is not supported. */
  UNSUPPORTED,
  /** An image in a supported format that is corrupt. */
  BROKEN;

  /** The code that is written to files. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
