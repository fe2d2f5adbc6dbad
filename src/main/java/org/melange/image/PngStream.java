package org.melange.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * The chunks of a PNG file (ISO 15948), read before anything is decoded. It is as strict as Pillow:
 * checksums are verified up to the first pixel chunk but not for pixels, and the end chunk may be
 * missing if the pixels are complete.
 *
 * <p>Only the chunks that determine the pixels are kept. Color profiles, text and transparency are
 * dropped, because Pillow does not apply them to RGB.
 */
final class PngStream {

  private static final int SIGNATURE = 8;
  private static final int IHDR = 0x49484452;
  private static final int PLTE = 0x504c5445;
  private static final int IDAT = 0x49444154;
  private static final int IEND = 0x49454e44;

  /** Offset of the color type in the header. */
  private static final int COLOR_TYPE = 9;

  private static final int INDEXED = 3;

  /** Bytes of a chunk beside its content: length, type, checksum. */
  private static final int FRAME = 12;

  private final ByteBuffer file;
  private final ByteArrayOutputStream kept;
  private int position = SIGNATURE;
  private boolean indexed;
  private final int[] palette = RgbConversion.grayPalette();

  private PngStream(byte[] bytes) {
    file = ByteBuffer.wrap(bytes);
    kept = new ByteArrayOutputStream(bytes.length + FRAME);
    kept.write(bytes, 0, SIGNATURE);
  }

  /**
   * Reads the chunks of a file.
   *
   * @throws ImageException if a chunk before the pixels is corrupt or the file ends inside a chunk
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

  /**
   * 256 colors as 0xRRGGBB if pixels are indices. Colors that the file does not define are gray.
   */
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
      indexed = content > COLOR_TYPE && file.get(at + COLOR_TYPE) == INDEXED;
      return;
    }
    for (int i = 0; i < Math.min(palette.length, content / 3); i++) {
      int red = Byte.toUnsignedInt(file.get(at + 3 * i));
      int green = Byte.toUnsignedInt(file.get(at + 3 * i + 1));
      palette[i] = red << 16 | green << 8 | Byte.toUnsignedInt(file.get(at + 3 * i + 2));
    }
  }

  /** Keeps consecutive pixel chunks. The decoder checks whether they are complete. */
  private void walkPixels() {
    while (file.limit() - position >= 8 && type() == IDAT) {
      int content = (int) Math.min(length(), file.limit() - position - 8);
      keep(content);
      position += Math.min(content + FRAME, file.limit() - position);
    }
    writeInt(0);
    writeInt(IEND);
    writeInt(0xae426082); // the checksum of an empty IEND chunk
  }

  /** The part after the pixels may be missing or junk, but not a truncated chunk. */
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

  /** Whether a chunk type consists of letters, digits and underscores. */
  private static boolean named(int type) {
    for (int shift = 0; shift < 32; shift += 8) {
      int letter = type >> shift & 0xff;
      if (letter != '_' && (letter > 'z' || !Character.isLetterOrDigit(letter))) {
        return false;
      }
    }
    return true;
  }

  /** Copies the current chunk with the given number of content bytes. */
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
