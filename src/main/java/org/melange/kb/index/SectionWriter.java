package org.melange.kb.index;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.lucene.store.ByteBuffersDataOutput;
import org.apache.lucene.util.packed.DirectWriter;

/**
 * Builds a file of named sections in memory: packed arrays of numbers, and bytes. The sections are
 * followed by their table (name, bits of a number or 0, count, offset, length), the offset of the
 * table, and {@link #MAGIC}; numbers are little-endian. Not thread-safe.
 */
public final class SectionWriter {

  /** The last eight bytes of each file; the last digit is the version of the format. */
  static final long MAGIC = 0x31_58_44_49_47_4C_4DL;

  /** The section that says what a file holds. */
  static final String TYPE = "type";

  private final ByteBuffersDataOutput out = new ByteBuffersDataOutput();
  private final ByteBuffersDataOutput table = new ByteBuffersDataOutput();
  private int sections;

  /** A file of a type. */
  public SectionWriter(String type) {
    text(TYPE, type);
  }

  /** Adds bytes. */
  public SectionWriter bytes(String name, byte[] content) {
    long from = out.size();
    out.writeBytes(content, 0, content.length);
    return section(name, 0, content.length, from);
  }

  /** Adds a text. */
  public SectionWriter text(String name, String text) {
    return bytes(name, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Adds a number. */
  public SectionWriter number(String name, long value) {
    LongList one = new LongList();
    one.add(value);
    return numbers(name, one);
  }

  /** Adds numbers, each with as many bits as the largest needs. */
  public SectionWriter numbers(String name, LongList values) {
    long from = out.size();
    int bits = DirectWriter.unsignedBitsRequired(values.bits());
    try {
      DirectWriter packed = DirectWriter.getInstance(out, values.size(), bits);
      for (int i = 0; i < values.size(); i++) {
        packed.add(values.get(i));
      }
      packed.finish();
      return section(name, bits, values.size(), from);
    } catch (IOException e) {
      throw new UncheckedIOException("packing numbers", e);
    }
  }

  private SectionWriter section(String name, int bits, int count, long from) {
    table.writeString(name);
    table.writeInt(bits);
    table.writeInt(count);
    table.writeLong(from);
    table.writeLong(out.size() - from);
    sections++;
    return this;
  }

  /** The length of the sections so far. */
  public long size() {
    return out.size();
  }

  /** The file. */
  public byte[] build() {
    long at = out.size();
    out.writeInt(sections);
    byte[] listed = table.toArrayCopy();
    out.writeBytes(listed, 0, listed.length);
    out.writeLong(at);
    out.writeLong(MAGIC);
    return out.toArrayCopy();
  }
}
