package org.melange.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The header of a BMP file, checked before the file is decoded. */
final class BitmapHeader {

  private static final int LENGTH = 34;
  private static final int JPEG = 4;
  private static final int PNG = 5;

  private BitmapHeader() {}

  /**
   * Rejects a bitmap that wraps a complete PNG or JPEG file. Its own header need not give the size
   * of that image.
   *
   * @throws ImageException if it does, or if the header is truncated
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
