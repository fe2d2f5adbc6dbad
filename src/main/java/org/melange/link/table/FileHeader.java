package org.melange.link.table;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Function;
import java.util.zip.CRC32C;

/**
 * What every file of an entity table starts with: {@value #BYTES} bytes, little-endian, of who
 * wrote it, the byte order, a format, what else a kind of file says, and a CRC-32C of all that.
 *
 * @param magic eight ASCII characters
 * @param what such a file is called in messages
 * @param format the layout of files; a reader refuses another
 */
record FileHeader(String magic, String what, int format) {

  /** Its length. */
  static final int BYTES = 256;

  private static final int MAGIC_BYTES = 8;
  private static final int ORDER_MARK = 0x01020304;
  private static final int CRC_AT = BYTES - Long.BYTES;

  /** An unfinished header, for the rest to be put behind. */
  ByteBuffer open() {
    return ByteBuffer.allocate(BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(magic.getBytes(StandardCharsets.US_ASCII))
        .putInt(ORDER_MARK)
        .putInt(format);
  }

  /** The bytes of a header of {@link #open} that is complete. */
  static byte[] seal(ByteBuffer header) {
    return header.putLong(CRC_AT, crc(header)).array();
  }

  /**
   * Reads a header.
   *
   * @param file from its start
   * @param rest reads what follows the format, after the checksum was verified
   * @throws IllegalArgumentException saying what is wrong with the file
   */
  <T> T read(ByteBuffer file, Function<ByteBuffer, T> rest) {
    ByteBuffer buffer = file.duplicate().order(ByteOrder.LITTLE_ENDIAN).rewind();
    byte[] start = new byte[MAGIC_BYTES];
    try {
      buffer.get(start);
      require(
          Arrays.equals(start, magic.getBytes(StandardCharsets.US_ASCII)),
          "is not a " + what + " of an entity table");
      int mark = buffer.getInt();
      require(
          mark != Integer.reverseBytes(ORDER_MARK),
          "was written in big-endian order, this version reads little-endian");
      require(mark == ORDER_MARK, "has a damaged header");
      int found = buffer.getInt();
      require(found == format, "has format " + found + ", this version reads " + format);
      require(buffer.limit() >= BYTES, "is truncated: it ends in its header");
      require(buffer.getLong(CRC_AT) == crc(buffer), "has a damaged header");
      return rest.apply(buffer);
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("is truncated: it ends in its header", e);
    }
  }

  /**
   * @throws IllegalArgumentException if a file is not as long as its header says
   */
  static void requireLength(long length, long expected) {
    require(
        length == expected,
        "is truncated or was added to: it has " + length + " bytes, its header says " + expected);
  }

  /**
   * @throws IllegalArgumentException that says {@code fault} if there is one
   */
  static void require(boolean condition, String fault) {
    if (!condition) {
      throw new IllegalArgumentException(fault);
    }
  }

  private static long crc(ByteBuffer header) {
    CRC32C crc = new CRC32C();
    crc.update(header.duplicate().position(0).limit(CRC_AT));
    return crc.getValue();
  }
}
