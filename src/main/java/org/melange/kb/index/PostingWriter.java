package org.melange.kb.index;

import org.apache.lucene.store.ByteBuffersDataOutput;
import org.melange.kb.name.NameFeature;

/**
 * Builds a file of the names that have each value of a feature, in a range of values. A list is the
 * frequency, then the first number, then the differences between the numbers, all in bytes of seven
 * bits. Not thread-safe.
 */
public final class PostingWriter {

  static final String TYPE = "postings";
  static final String FEATURE = "feature";
  static final String VALUES = "values";
  static final String STARTS = "starts";
  static final String LISTS = "lists";

  private final NameFeature feature;
  private final LongList values = new LongList();
  private final LongList starts = new LongList();
  private final ByteBuffersDataOutput lists = new ByteBuffersDataOutput();

  /** A file of a feature. */
  public PostingWriter(NameFeature feature) {
    this.feature = feature;
  }

  /** Adds the names of a value. Values are ascending. */
  public void add(PostingBlock block) {
    values.add(block.value());
    starts.add(lists.size());
    writeInt(block.frequency());
    byte[] numbers = block.bytes();
    lists.writeBytes(numbers, 0, numbers.length);
  }

  private void writeInt(int value) {
    int rest = value;
    while ((rest & ~0x7F) != 0) {
      lists.writeByte((byte) (rest | 0x80));
      rest >>>= 7;
    }
    lists.writeByte((byte) rest);
  }

  /** The length of the file, roughly. */
  public long bytes() {
    return lists.size() + 12L * values.size();
  }

  /** The file. */
  public byte[] build() {
    SectionWriter file = new SectionWriter(TYPE);
    file.text(FEATURE, feature.name()).numbers(VALUES, values);
    Offsets.write(file, STARTS, starts);
    return file.bytes(LISTS, lists.toArrayCopy()).build();
  }
}
