package org.melange.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;

/** The compression of a TIFF file (TIFF 6.0), checked before the file is decoded. */
final class TiffHeader {

  private static final int COMPRESSION = 259;
  private static final int SHORT = 3;
  private static final int ENTRY = 12;

  /** None, fax (2 to 4), LZW, both kinds of JPEG, both kinds of deflate, PackBits. */
  private static final Set<Integer> DECODED = Set.of(1, 2, 3, 4, 5, 6, 7, 8, 32773, 32946);

  private TiffHeader() {}

  /**
   * Rejects unsupported compressions. A corrupt directory passes, because the decoder reports it
   * better.
   *
   * @throws ImageException if the first image has such a compression
   */
  static void check(byte[] bytes) throws ImageException {
    boolean little = bytes[0] == 'I';
    ByteBuffer file =
        ByteBuffer.wrap(bytes).order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    if (file.limit() < 8) {
      throw ImageException.truncated("the header of a TIFF");
    }
    long directory = Integer.toUnsignedLong(file.getInt(4));
    if (directory > file.limit() - 2) {
      return;
    }
    int entries = Short.toUnsignedInt(file.getShort((int) directory));
    for (int i = 0; i < entries; i++) {
      long entry = directory + 2 + (long) ENTRY * i;
      if (entry + ENTRY > file.limit()) {
        return;
      }
      checkEntry(file, (int) entry);
    }
  }

  private static void checkEntry(ByteBuffer file, int entry) throws ImageException {
    if (Short.toUnsignedInt(file.getShort(entry)) != COMPRESSION
        || file.getShort(entry + 2) != SHORT) {
      return;
    }
    int compression = Short.toUnsignedInt(file.getShort(entry + 8));
    if (!DECODED.contains(compression)) {
      throw new ImageException(ImageError.UNSUPPORTED, "a TIFF with compression " + compression);
    }
  }
}
