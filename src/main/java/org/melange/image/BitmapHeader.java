package org.melange.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The header of a BMP file, looked at before a decoder is asked for it. */
final class BitmapHeader {

  private static final int LENGTH = 34;
  private static final int JPEG = 4;
  private static final int PNG = 5;

  private BitmapHeader() {}

  /**
   * Refuses a bitmap that wraps a whole PNG or JPEG, whose size its own header need not tell.
   *
   * @throws ImageException if it does, or if the file ends inside its header
   */
  static void check(byte[] bytes) throws ImageException {
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (file.limit() < LENGTH) {
      throw ImageException.truncated("the header of a BMP");
    }
    int compression = file.getInt(14) < 40 ? 0 : file.getInt(30);
    if (compression == JPEG || compression == PNG) {
      throw new ImageException(ImageError.UNSUPPORTED, "a BMP that wraps another file");
    }
  }
}
