package org.melange.link.table;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.melange.link.row.EntityLayout;
import org.melange.link.table.SegmentHeader.Section;

/**
 * A file of entities, read where it is mapped. Reading is absolute and changes nothing: safe for
 * any number of threads.
 */
final class Segment {

  private static final int HASH_BYTES = 16;

  private final SegmentHeader header;
  private final RowShape shape;
  private final int[] scalars;
  private final ByteBuffer file;
  private final ByteBuffer bytes;
  private final Vectors heads;
  private final Vectors coarse;
  private final Vectors tails;

  /**
   * @param file all bytes of the file
   * @throws IllegalArgumentException saying what is wrong with it
   */
  Segment(ByteBuffer file) {
    this.file = file;
    header = SegmentHeader.decode(file, file.limit());
    shape = new RowShape(header.layout(), header.precision());
    scalars = header.layout().scalars();
    bytes = file.duplicate().order(ByteOrder.LITTLE_ENDIAN).rewind();
    heads = new Vectors(section(Section.HEADS), header.precision());
    coarse = new Vectors(section(Section.COARSE), header.precision());
    tails = new Vectors(section(Section.TAILS), header.precision());
    requireSections();
  }

  int size() {
    return header.entities();
  }

  /** Bytes of the file. */
  long bytes() {
    return header.fileBytes();
  }

  /** Unmaps the file; nothing may be read from it any more. */
  void unmap() {
    MappedFile.release(file);
  }

  EntityLayout layout() {
    return header.layout();
  }

  Precision precision() {
    return header.precision();
  }

  /** Copies the numbers of all QIDs. */
  void qids(long[] into, int at) {
    section(Section.QIDS).asLongBuffer().get(0, into, at, size());
  }

  String label(int index) {
    int from = index == 0 ? 0 : number(Section.LABEL_ENDS, index - 1);
    byte[] text = new byte[number(Section.LABEL_ENDS, index) - from];
    bytes.get(header.start(Section.LABELS) + from, text);
    return new String(text, StandardCharsets.UTF_8);
  }

  /** The first half of the content hash, hexadecimal; zeros where it is not known. */
  String hash(int index) {
    byte[] hash = new byte[HASH_BYTES];
    bytes.get(header.start(Section.HASHES) + index * HASH_BYTES, hash);
    return HexFormat.of().formatHex(hash);
  }

  /** Values in a row. */
  int length(int index) {
    return layout().headWidth() + tailEnd(index) - tailEnd(index - 1);
  }

  /** Copies a row from number {@code from} of it on, as scores are computed from it. */
  void read(int index, int from, float[] into, int at) {
    int headWidth = layout().headWidth();
    if (from < headWidth) {
      float[] head = from == 0 && at == 0 ? into : new float[headWidth];
      exactHead(index, head);
      if (head != into) {
        System.arraycopy(head, from, into, at, headWidth - from);
      }
    }
    int skipped = Math.max(0, from - headWidth);
    if (skipped == 0) {
      tail(index, into, at + Math.max(0, headWidth - from));
    } else {
      float[] tail = new float[length(index) - headWidth];
      tail(index, tail, 0);
      System.arraycopy(tail, skipped, into, at, tail.length - skipped);
    }
  }

  /** Copies the heads of the entities {@code from} to {@code to − 1}. */
  void heads(int from, int to, float[] into, int at) {
    int width = layout().headWidth();
    for (int index = from; index < to; index++) {
      int target = at + (index - from) * width;
      if (shape.bytewise()) {
        byteHead(index, into, target);
      } else {
        plainHead(index, into, target);
      }
    }
  }

  /** How far a head may be off, as a Euclidean distance. */
  float headError(int index) {
    return shape.bytewise() ? bytes.getFloat(head(index) + layout().coarseWidth() + 4) : 0;
  }

  private void exactHead(int index, float[] into) {
    plainHead(index, into, 0);
  }

  /** A head that scores are computed from. */
  private void plainHead(int index, float[] into, int at) {
    int width = layout().coarseWidth();
    if (shape.bytewise()) {
      coarse.read((long) index * shape.exactStride(), width, into, at);
    } else {
      heads.read((long) index * shape.headStride(), width, into, at);
    }
    bounds(index, into, at + width);
  }

  private void byteHead(int index, float[] into, int at) {
    int width = layout().coarseWidth();
    float scale = bytes.getFloat(head(index) + width);
    WideningReads.bytes(bytes, head(index), width, scale, into, at);
    bounds(index, into, at + width);
  }

  private void bounds(int index, float[] into, int at) {
    int from = head(index) + shape.boundsAt();
    for (int i = 0; i < shape.bounds(); i++) {
      into[at + i] = bytes.getFloat(from + i * Float.BYTES);
    }
  }

  private void tail(int index, float[] into, int at) {
    int headWidth = layout().headWidth();
    long from = shape.tailStart(index, tailEnd(index - 1));
    int end = length(index);
    int number = headWidth;
    for (int scalar : scalars) {
      tails.read(from, scalar - number, into, at + number - headWidth);
      from += (long) (scalar - number) * shape.precision().bytes();
      number = scalar + 1;
    }
    tails.read(from, end - number, into, at + number - headWidth);
    from += (long) (end - number) * shape.precision().bytes();
    for (int i = 0; i < scalars.length; i++) {
      into[at + scalars[i] - headWidth] =
          bytes.getFloat(header.start(Section.TAILS) + (int) from + i * Float.BYTES);
    }
  }

  private int head(int index) {
    return header.start(Section.HEADS) + index * shape.headStride();
  }

  private int tailEnd(int index) {
    return index < 0 ? 0 : number(Section.TAIL_ENDS, index);
  }

  private int number(Section section, int index) {
    return bytes.getInt(header.start(section) + index * Integer.BYTES);
  }

  private ByteBuffer section(Section section) {
    int start = header.start(section);
    return bytes.slice(start, header.end(section) - start).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void requireSections() {
    requireBytes(Section.QIDS, (long) size() * Long.BYTES);
    requireBytes(Section.HASHES, (long) size() * HASH_BYTES);
    requireBytes(Section.LABEL_ENDS, (long) size() * Integer.BYTES);
    requireBytes(Section.HEADS, (long) size() * shape.headStride());
    requireBytes(Section.COARSE, shape.bytewise() ? (long) size() * shape.exactStride() : 0);
    requireBytes(Section.TAIL_ENDS, (long) size() * Integer.BYTES);
    requireBytes(Section.TAILS, size() == 0 ? 0 : shape.tailStart(size(), tailEnd(size() - 1)));
    requireBytes(Section.LABELS, size() == 0 ? 0 : number(Section.LABEL_ENDS, size() - 1));
  }

  private void requireBytes(Section section, long needed) {
    if (header.start(section) + needed > header.end(section)) {
      throw new IllegalArgumentException(
          "is damaged: its section " + section + " is too short for " + size() + " entities");
    }
  }

  /** Numbers of vectors in a section. */
  private static final class Vectors {
    private final ByteBuffer section;
    private final FloatBuffer floats;

    Vectors(ByteBuffer section, Precision precision) {
      this.section = section;
      floats = precision == Precision.FLOAT32 ? section.asFloatBuffer() : null;
    }

    /** Copies {@code count} numbers from byte {@code from} on. */
    void read(long from, int count, float[] into, int at) {
      if (floats != null) {
        floats.get((int) (from / Float.BYTES), into, at, count);
      } else {
        WideningReads.halves(section, (int) from, count, into, at);
      }
    }
  }
}
