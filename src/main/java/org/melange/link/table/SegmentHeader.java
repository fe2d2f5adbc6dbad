package org.melange.link.table;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.melange.link.row.EntityLayout;

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
  static final int BYTES = FileHeader.BYTES;

  private static final FileHeader START = new FileHeader("MELTABLE", "segment", FORMAT);
  private static final int LAYOUT_BYTES = 64;
  private static final int PRECISION_BYTES = 16;

  /** The sections of a file, in their order. */
  enum Section {
    /** QID numbers, [E] int64. */
    QIDS,
    /** The first half of a hash of each entity's content and image, [E, 16] bytes. */
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

  /** Bytes of the complete file. */
  long fileBytes() {
    return ends[ends.length - 1];
  }

  byte[] encode() {
    ByteBuffer buffer = START.open().putInt(entities).putInt(0);
    buffer.put(padded(layout.code(), LAYOUT_BYTES));
    buffer.put(padded(precision.code(), PRECISION_BYTES));
    for (long end : ends) {
      buffer.putLong(end);
    }
    return FileHeader.seal(buffer);
  }

  /**
   * Reads a header.
   *
   * @param file from its start
   * @param length of the file
   * @throws IllegalArgumentException saying what is wrong with the file
   */
  static SegmentHeader decode(ByteBuffer file, long length) {
    return START.read(file, buffer -> rest(buffer, length));
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
    FileHeader.requireLength(length, header.fileBytes());
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
}
