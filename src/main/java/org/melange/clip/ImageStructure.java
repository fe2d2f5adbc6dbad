package org.melange.clip;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;

/**
 * Whether PNG, GIF, BMP and WebP files are whole, from their outer structure. Some decoders stop at
 * the end of the file as if the image ended there.
 */
final class ImageStructure {

  private static final int IDAT = 0x49444154;
  private static final int IEND = 0x49454e44;

  private ImageStructure() {}

  /**
   * Checks a file of the given kind; kinds without a check of their own pass.
   *
   * @throws ImageFaultException if the file is cut, damaged or of a variety that is not decoded
   */
  static void check(ImageKind kind, byte[] file) throws ImageFaultException {
    switch (kind) {
      case PNG -> checkPng(file);
      case GIF -> checkGif(file);
      case BMP -> checkBmp(ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN));
      case WEBP -> checkWebp(ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN));
      default -> {}
    }
  }

  /** Every chunk must be there up to the closing one; those of pixels must have their checksum. */
  private static void checkPng(byte[] bytes) throws ImageFaultException {
    ByteBuffer file = ByteBuffer.wrap(bytes);
    int position = 8;
    int type;
    do {
      if (file.limit() - position < 12) {
        throw ImageFaultException.truncated("a PNG, before its last chunk");
      }
      int length = file.getInt(position);
      type = file.getInt(position + 4);
      if (length < 0) {
        throw new ImageFaultException(ImageFault.BROKEN, "a PNG chunk of negative length");
      }
      if (length > file.limit() - position - 12) {
        throw ImageFaultException.truncated("a PNG chunk");
      }
      if (type == IDAT) {
        int found = file.getInt(position + length + 8);
        checkSum(bytes, position + 4, length + 4, found);
      }
      position += length + 12;
    } while (type != IEND);
  }

  private static void checkSum(byte[] file, int begin, int length, int expected)
      throws ImageFaultException {
    CRC32 sum = new CRC32();
    sum.update(file, begin, length);
    if ((int) sum.getValue() != expected) {
      throw new ImageFaultException(ImageFault.BROKEN, "a PNG chunk does not fit its checksum");
    }
  }

  /** The first frame must be whole; what follows is not looked at. */
  private static void checkGif(byte[] file) throws ImageFaultException {
    int position = 13 + colours(at(file, 10));
    while (at(file, position) == '!') {
      position = blocks(file, position + 2);
    }
    if (at(file, position) != ',') {
      throw new ImageFaultException(ImageFault.BROKEN, "a GIF without a picture in it");
    }
    blocks(file, position + 11 + colours(at(file, position + 9)));
  }

  private static int colours(int flags) {
    return (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
  }

  private static int blocks(byte[] file, int begin) throws ImageFaultException {
    int position = begin;
    while (at(file, position) != 0) {
      position += 1 + at(file, position);
    }
    return position + 1;
  }

  private static int at(byte[] file, int index) throws ImageFaultException {
    if (index >= file.length) {
      throw ImageFaultException.truncated("the first frame of a GIF");
    }
    return file[index] & 0xff;
  }

  /** A bitmap may wrap a whole PNG or JPEG, whose size its own header need not tell. */
  private static void checkBmp(ByteBuffer file) throws ImageFaultException {
    if (file.limit() < 34) {
      throw ImageFaultException.truncated("the header of a BMP");
    }
    int compression = file.getInt(14) < 40 ? 0 : file.getInt(30);
    if (compression == 4 || compression == 5) {
      throw new ImageFaultException(ImageFault.UNSUPPORTED, "a BMP that wraps another file");
    }
  }

  private static void checkWebp(ByteBuffer file) throws ImageFaultException {
    long claimed = Integer.toUnsignedLong(file.getInt(4)) + 8;
    if (claimed > file.limit()) {
      throw ImageFaultException.truncated("a WebP of " + claimed + " bytes");
    }
  }
}
