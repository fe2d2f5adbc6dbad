package org.melange.link.table;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.melange.link.EntityLayout;

/**
 * The first {@value #BYTES} bytes of a segment, little-endian: who wrote the file, what its rows
 * are, where each section ends, and a CRC-32C of all that.
 *
 * @param layout of the rows
 * @param precision of their vectors
 * @param entities how many
 * @param ends where each {@link Section} ends, in bytes from the start of the file
 */
@SuppressWarnings("ArrayRecordComponent") // made and read here, never compared
record SegmentHeader(EntityLayout layout, Precision precision, int entities, long[] ends) {

  /** The layout of files; a reader refuses another. */
  static final int FORMAT = 1;

  /** Its length. */
  static final int BYTES = 256;

  private static final byte[] MAGIC = "MELTABLE".getBytes(StandardCharsets.US_ASCII);
  private static final int ORDER_MARK = 0x01020304;
  private static final int LAYOUT_BYTES = 64;
  private static final int PRECISION_BYTES = 16;
  private static final int CRC_AT = BYTES - Long.BYTES;

  /** The stretches of a file, in their order. */
  enum Section {
    /** QID numbers, [E] int64. */
    QIDS,
    /** The first half of a hash of each entity's content and picture, [E, 16] bytes. */
    HASHES,
    /** Where each label ends among the labels, [E] int32. */
    LABEL_ENDS,
    /** Labels in UTF-8. */
    LABELS,
    /** What a scan reads: coarse parts and bounds. */
    HEADS,
    /** Coarse parts that scores are computed from, where heads are coarser. */
    COARSE,
    /** Where each tail ends among the tails, in numbers, [E] int32. */
    TAIL_ENDS,
    /** The rest of each row. */
    TAILS
  }

  /** Where a section starts. */
  int start(Section section) {
    return section.ordinal() == 0 ? BYTES : (int) ends[section.ordinal() - 1];
  }

  /** Where a section ends. */
  int end(Section section) {
    return (int) ends[section.ordinal()];
  }

  /** Bytes of the whole file. */
  long fileBytes() {
    return ends[ends.length - 1];
  }

  byte[] encode() {
    ByteBuffer buffer = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    buffer.put(MAGIC).putInt(ORDER_MARK).putInt(FORMAT).putInt(entities).putInt(0);
    buffer.put(padded(layout.code(), LAYOUT_BYTES));
    buffer.put(padded(precision.code(), PRECISION_BYTES));
    for (long end : ends) {
      buffer.putLong(end);
    }
    buffer.putLong(CRC_AT, crc(buffer));
    return buffer.array();
  }

  /**
   * Reads a header.
   *
   * @param file from its start
   * @param length of the whole file
   * @throws IllegalArgumentException saying what is wrong with the file
   */
  static SegmentHeader decode(ByteBuffer file, long length) {
    ByteBuffer buffer = file.duplicate().order(ByteOrder.LITTLE_ENDIAN).rewind();
    byte[] magic = new byte[MAGIC.length];
    try {
      buffer.get(magic);
      require(Arrays.equals(magic, MAGIC), "is no segment of an entity table");
      int mark = buffer.getInt();
      require(
          mark != Integer.reverseBytes(ORDER_MARK),
          "was written in big-endian order, this version reads little-endian");
      require(mark == ORDER_MARK, "has a damaged header");
      int format = buffer.getInt();
      require(format == FORMAT, "has format " + format + ", this version reads " + FORMAT);
      require(buffer.limit() >= BYTES, "is truncated: it ends in its header");
      require(buffer.getLong(CRC_AT) == crc(buffer), "has a damaged header");
      return rest(buffer, length);
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("is truncated: it ends in its header", e);
    }
  }

  private static SegmentHeader rest(ByteBuffer buffer, long length) {
    int entities = buffer.getInt();
    buffer.getInt();
    EntityLayout layout = EntityLayout.ofCode(text(buffer, LAYOUT_BYTES));
    Precision precision = Precision.ofCode(text(buffer, PRECISION_BYTES));
    long[] ends = new long[Section.values().length];
    for (int i = 0; i < ends.length; i++) {
      ends[i] = buffer.getLong();
    }
    SegmentHeader header = new SegmentHeader(layout, precision, entities, ends);
    require(
        length == header.fileBytes(),
        "is truncated or was added to: it has "
            + length
            + " bytes, its header says "
            + header.fileBytes());
    return header;
  }

  private static byte[] padded(String text, int length) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    if (bytes.length > length) {
      throw new IllegalArgumentException("'" + text + "' does not fit a segment's header");
    }
    return Arrays.copyOf(bytes, length);
  }

  private static String text(ByteBuffer buffer, int length) {
    byte[] bytes = new byte[length];
    buffer.get(bytes);
    return new String(bytes, StandardCharsets.US_ASCII).strip().replace("\0", "");
  }

  private static long crc(ByteBuffer buffer) {
    CRC32C crc = new CRC32C();
    crc.update(buffer.duplicate().position(0).limit(CRC_AT));
    return crc.getValue();
  }

  private static void require(boolean condition, String fault) {
    if (!condition) {
      throw new IllegalArgumentException(fault);
    }
  }
}
