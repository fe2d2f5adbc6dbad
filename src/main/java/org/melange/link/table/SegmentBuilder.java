package org.melange.link.table;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import org.melange.kb.Qids;
import org.melange.link.row.EntityLayout;
import org.melange.link.table.SegmentHeader.Section;
import org.melange.run.JobException;

/** Collects entities in the order of their QID numbers into one segment. Not thread-safe. */
public final class SegmentBuilder {

  private static final int HASH_BYTES = 16;
  private static final int ALIGNMENT = 8;

  private final RowShape shape;
  private final Map<Section, LittleEndian> sections = new EnumMap<>(Section.class);
  private final int[] scalars;
  private int entities;
  private int numbersInTails;
  private long first;
  private long last;

  /** An empty segment of rows laid out so, whose vectors are kept in {@code precision}. */
  public SegmentBuilder(EntityLayout layout, Precision precision) {
    shape = new RowShape(layout, precision);
    scalars = layout.scalars();
    for (Section section : Section.values()) {
      sections.put(section, new LittleEndian());
    }
  }

  /**
   * Adds an entity.
   *
   * @param contentHash hexadecimal, as knowledge bases have it; null where it is not known
   * @param row of the layout, its vectors {@linkplain Precision rounded} already
   * @throws JobException if the row is laid out otherwise or holds a number that is not finite or
   *     too large, or the entity does not come behind the one before it
   */
  public void add(String qid, String label, String contentHash, float[] row) {
    long number = Qids.number(qid);
    requireRow(qid, row);
    if (entities > 0 && number <= last) {
      throw JobException.input(
          number == last
              ? "entity table: " + qid + " is there twice"
              : "entity table: " + qid + " comes behind " + Qids.of(last));
    }
    sections.get(Section.QIDS).putLong(number);
    sections.get(Section.HASHES).put(hash(contentHash));
    sections.get(Section.LABELS).put(label.getBytes(StandardCharsets.UTF_8));
    sections.get(Section.LABEL_ENDS).putInt(sections.get(Section.LABELS).size());
    putRow(row);
    first = entities == 0 ? number : first;
    last = number;
    entities++;
  }

  /** How many entities were added. */
  public int entities() {
    return entities;
  }

  /** Number of the first entity's QID. */
  public long first() {
    return first;
  }

  /** Number of the last entity's QID. */
  public long last() {
    return last;
  }

  /** Bytes of the file so far. */
  public long bytes() {
    return SegmentHeader.BYTES + sections.values().stream().mapToLong(LittleEndian::size).sum();
  }

  /** The file. */
  public byte[] build() {
    long[] ends = new long[Section.values().length];
    long end = SegmentHeader.BYTES;
    for (Section section : Section.values()) {
      sections.get(section).align(ALIGNMENT);
      end += sections.get(section).size();
      ends[section.ordinal()] = end;
    }
    ByteBuffer file = ByteBuffer.allocate(Math.toIntExact(end));
    file.put(new SegmentHeader(shape.layout(), shape.precision(), entities, ends).encode());
    sections.values().forEach(section -> section.copyTo(file));
    return file.array();
  }

  private void requireRow(String qid, float[] row) {
    if (!shape.layout().fits(row)) {
      throw JobException.input(
          String.format(
              Locale.ROOT,
              "entity table: row of %s has %d numbers, not %s",
              qid,
              row.length,
              shape.layout().widthText()));
    }
    for (float value : row) {
      if (!Float.isFinite(value)) {
        throw JobException.input("entity table: row of " + qid + " holds " + value);
      }
      if (shape.precision() != Precision.FLOAT32 && Math.abs(value) > Float16.MAX) {
        throw JobException.input(
            "entity table: row of " + qid + " holds " + value + ", too large for float16");
      }
    }
  }

  private void putRow(float[] row) {
    int coarse = shape.layout().coarseWidth();
    LittleEndian heads = sections.get(Section.HEADS);
    if (shape.bytewise()) {
      putVector(sections.get(Section.COARSE), row, 0, coarse);
      Int8Quantizer.of(row, coarse).putTo(heads);
    } else {
      putVector(heads, row, 0, coarse);
    }
    for (int i = coarse; i < shape.layout().headWidth(); i++) {
      heads.putFloat(row[i]);
    }
    putTail(sections.get(Section.TAILS), row);
    numbersInTails += row.length - shape.layout().headWidth();
    sections.get(Section.TAIL_ENDS).putInt(numbersInTails);
  }

  private void putTail(LittleEndian tails, float[] row) {
    int from = shape.layout().headWidth();
    for (int scalar : scalars) {
      putVector(tails, row, from, scalar);
      from = scalar + 1;
    }
    putVector(tails, row, from, row.length);
    for (int scalar : scalars) {
      tails.putFloat(row[scalar]);
    }
  }

  private void putVector(LittleEndian out, float[] row, int from, int to) {
    for (int i = from; i < to; i++) {
      if (shape.precision() == Precision.FLOAT32) {
        out.putFloat(row[i]);
      } else {
        out.putShort(Float16.ofFloat(row[i]));
      }
    }
  }

  private static byte[] hash(String contentHash) {
    return contentHash == null
        ? new byte[HASH_BYTES]
        : HexFormat.of().parseHex(contentHash, 0, 2 * HASH_BYTES);
  }
}
