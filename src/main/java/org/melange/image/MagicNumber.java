package org.melange.image;

/**
 * The first bytes of a file format.
 *
 * @param bytes one character a byte; {@code ?} stands for any byte
 */
record MagicNumber(String bytes) {

  /** Whether {@code file} starts with these bytes. */
  boolean fits(byte[] file) {
    if (file.length < bytes.length()) {
      return false;
    }
    for (int i = 0; i < bytes.length(); i++) {
      char expected = bytes.charAt(i);
      if (expected != '?' && expected != (file[i] & 0xff)) {
        return false;
      }
    }
    return true;
  }
}
