package org.melange.kb.index;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.store.ByteBuffersDataInput;
import org.apache.lucene.util.LongValues;
import org.apache.lucene.util.packed.DirectReader;

/** Reads a file of {@link SectionWriter}, of which only the table is held on the heap. */
public final class SectionReader {

  private static final int FOOTER = 2 * Long.BYTES;

  private record Section(int bits, int count, int from, int length) {}

  private final ByteBuffer file;
  private final Map<String, Section> sections = new HashMap<>();

  /**
   * Reads the table of a file.
   *
   * @throws IllegalArgumentException if it is not a file of {@link SectionWriter}
   */
  public SectionReader(ByteBuffer file) {
    this.file = file.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    int end = file.limit() - FOOTER;
    require(end >= 0 && this.file.getLong(end + Long.BYTES) == SectionWriter.MAGIC, "no footer");
    long at = this.file.getLong(end);
    require(0 <= at && at < end, "no table");
    ByteBuffer table = this.file.slice((int) at, end - (int) at).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffersDataInput in = new ByteBuffersDataInput(List.of(table));
    try {
      for (int left = in.readInt(); left > 0; left--) {
        String name = in.readString();
        Section section =
            new Section(in.readInt(), in.readInt(), (int) in.readLong(), (int) in.readLong());
        require(
            section.from >= 0 && section.length >= 0 && section.from + section.length <= at, name);
        sections.put(name, section);
      }
    } catch (EOFException e) {
      throw new IllegalArgumentException("not a file of an index: its table is truncated", e);
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
  }

  /** Maps a file of up to 2 GB. */
  public static SectionReader map(Path path) {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      return new SectionReader(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(path + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException("mapping " + path, e);
    }
  }

  /** What the file holds. */
  public String type() {
    return text(SectionWriter.TYPE);
  }

  /** A section of bytes, little-endian, from position 0. */
  public ByteBuffer bytes(String name) {
    Section section = section(name);
    return file.slice(section.from, section.length).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A section of text. */
  public String text(String name) {
    return StandardCharsets.UTF_8.decode(bytes(name)).toString();
  }

  /** A section with a single number. */
  public long number(String name) {
    return numbers(name).get(0);
  }

  /** A section of numbers. */
  public LongValues numbers(String name) {
    return DirectReader.getInstance(new BufferInput(bytes(name)), section(name).bits);
  }

  /** How many bits each number of a section has. */
  int bits(String name) {
    return section(name).bits;
  }

  /** How many numbers or bytes a section has. */
  public int count(String name) {
    return section(name).count;
  }

  private Section section(String name) {
    Section section = sections.get(name);
    require(section != null, "no section " + name);
    return section;
  }

  private static void require(boolean condition, String fault) {
    if (!condition) {
      throw new IllegalArgumentException("not a file of an index: " + fault);
    }
  }
}
