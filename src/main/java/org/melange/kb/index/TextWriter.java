package org.melange.kb.index;

import java.nio.charset.StandardCharsets;
import org.apache.lucene.store.ByteBuffersDataOutput;

/** Collects texts for a section of a file: UTF-8, and where each ends. Not thread-safe. */
public final class TextWriter {

  private final ByteBuffersDataOutput bytes = new ByteBuffersDataOutput();
  private final LongList ends = new LongList();

  /** No texts. */
  public TextWriter() {
    ends.add(0);
  }

  /** Adds a text. */
  public void add(String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    bytes.writeBytes(encoded, 0, encoded.length);
    ends.add(bytes.size());
  }

  /** The length of the texts so far. */
  public long bytes() {
    return bytes.size();
  }

  /** Writes the sections. */
  public void to(SectionWriter file, String name) {
    Offsets.write(file, name + ".ends", ends);
    file.bytes(name, bytes.toArrayCopy());
  }
}
