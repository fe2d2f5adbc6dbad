package org.melange.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * The chunks of a PNG file (ISO 15948), walked before anything is decoded, with Pillow's
 * strictness: checksums count up to the first chunk of pixels, that of pixels does not, and the
 * closing chunk may be missing if the pixels are there.
 *
 * <p>Only what pixels are made of is kept. Colour profiles, text and transparency are dropped:
 * Pillow applies none of them to red, green and blue.
 */
final class PngStream {

  private static final int SIGNATURE = 8;
  private static final int IHDR = 0x49484452;
  private static final int PLTE = 0x504c5445;
  private static final int IDAT = 0x49444154;
  private static final int IEND = 0x49454e44;

  /** Where the header says what channels are, and what it says of a palette. */
  private static final int COLOUR_TYPE = 9;

  private static final int INDEXED = 3;

  /** What surrounds the content of a chunk: length, type, checksum. */
  private static final int FRAME = 12;

  private final ByteBuffer file;
  private final ByteArrayOutputStream kept;
  private int position = SIGNATURE;
  private boolean indexed;
  private final int[] palette = RgbConversion.greyPalette();

  private PngStream(byte[] bytes) {
    file = ByteBuffer.wrap(bytes);
    kept = new ByteArrayOutputStream(bytes.length + FRAME);
    kept.write(bytes, 0, SIGNATURE);
  }

  /**
   * Walks a file.
   *
   * @throws ImageException if chunks in front of the pixels are damaged or the file ends inside a
   *     chunk
   */
  static PngStream of(byte[] file) throws ImageException {
    PngStream stream = new PngStream(file);
    stream.walkHeader();
    stream.walkPixels();
    stream.walkRest();
    return stream;
  }

  /** The image of the file and nothing else. */
  byte[] image() {
    return kept.toByteArray();
  }

  /** 256 colours as 0xRRGGBB if pixels are indices; those that the file does not give are grey. */
  Optional<int[]> palette() {
    return indexed ? Optional.of(palette) : Optional.empty();
  }

  private void walkHeader() throws ImageException {
    while (true) {
      requireHeader();
      int type = type();
      if (type == IDAT) {
        return;
      }
      if (type == IEND || !named(type)) {
        throw broken("a PNG chunk of type " + Integer.toHexString(type) + " before the pixels");
      }
      if (length() > file.limit() - position - FRAME) {
        throw ImageException.truncated("a PNG chunk");
      }
      int content = (int) length();
      checkSum(content);
      if (type == IHDR || type == PLTE) {
        keep(content);
        read(type, content);
      }
      position += content + FRAME;
    }
  }

  private void read(int type, int content) {
    int at = position + 8;
    if (type == IHDR) {
      indexed = content > COLOUR_TYPE && file.get(at + COLOUR_TYPE) == INDEXED;
      return;
    }
    for (int i = 0; i < Math.min(palette.length, content / 3); i++) {
      int red = Byte.toUnsignedInt(file.get(at + 3 * i));
      int green = Byte.toUnsignedInt(file.get(at + 3 * i + 1));
      palette[i] = red << 16 | green << 8 | Byte.toUnsignedInt(file.get(at + 3 * i + 2));
    }
  }

  /** Pixels are what comes in a row; how much there must be is for the decoder to say. */
  private void walkPixels() {
    while (file.limit() - position >= 8 && type() == IDAT) {
      int content = (int) Math.min(length(), file.limit() - position - 8);
      keep(content);
      position += Math.min(content + FRAME, file.limit() - position);
    }
    writeInt(0);
    writeInt(IEND);
    writeInt(0xae426082); // the checksum of nothing but the type
  }

  /** What comes behind the pixels may be missing or junk, but not half a chunk. */
  private void walkRest() throws ImageException {
    while (file.limit() - position >= 8 && type() != IEND && named(type())) {
      if (length() > file.limit() - position - 8) {
        throw ImageException.truncated("a PNG chunk behind the pixels");
      }
      position += (int) Math.min(length() + FRAME, file.limit() - position);
    }
  }

  private void requireHeader() throws ImageException {
    if (file.limit() - position < FRAME) {
      throw ImageException.truncated("a PNG, before its pixels");
    }
  }

  private void checkSum(int content) throws ImageException {
    CRC32 sum = new CRC32();
    sum.update(file.array(), position + 4, content + 4);
    if ((int) sum.getValue() != file.getInt(position + 8 + content)) {
      throw broken("a PNG chunk does not fit its checksum");
    }
  }

  private long length() {
    return Integer.toUnsignedLong(file.getInt(position));
  }

  private int type() {
    return file.getInt(position + 4);
  }

  /** Whether a type consists of letters, digits and underscores. */
  private static boolean named(int type) {
    for (int shift = 0; shift < 32; shift += 8) {
      int letter = type >> shift & 0xff;
      if (letter != '_' && (letter > 'z' || !Character.isLetterOrDigit(letter))) {
        return false;
      }
    }
    return true;
  }

  /** Copies the chunk at hand, of which so much content is there. */
  private void keep(int content) {
    writeInt(content);
    kept.write(file.array(), position + 4, content + 4);
    CRC32 sum = new CRC32();
    sum.update(file.array(), position + 4, content + 4);
    writeInt((int) sum.getValue());
  }

  private void writeInt(int value) {
    for (int shift = 24; shift >= 0; shift -= 8) {
      kept.write(value >> shift);
    }
  }

  private static ImageException broken(String what) {
    return new ImageException(ImageError.BROKEN, what);
  }
}
