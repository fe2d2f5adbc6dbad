package org.melange.kb.index;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.melange.kb.name.KeyHash;

/**
 * Builds the files of a table of words: the words by their numbers, in how many texts each occurs,
 * and the numbers by the hashes of the words. Holds the table in memory. Not thread-safe.
 */
public final class WordTableWriter {

  static final String TYPE = "words";
  static final String TABLE = "table";
  static final String COUNTED = "texts";
  static final String WORDS = "words";
  static final String FREQUENCIES = "frequencies";

  private final String table;
  private final long texts;
  private final TextWriter words = new TextWriter();
  private final LongList frequencies = new LongList();
  private final LongList hashes = new LongList();

  /**
   * A table.
   *
   * @param table its name
   * @param texts how many texts were counted
   */
  public WordTableWriter(String table, long texts) {
    this.table = table;
    this.texts = texts;
  }

  /** Adds the next word and the number of texts that have it. */
  public void add(String word, long frequency) {
    words.add(word);
    frequencies.add(frequency);
    hashes.add(KeyHash.of(word));
  }

  /** The files. */
  public List<byte[]> build() {
    SectionWriter file = new SectionWriter(TYPE);
    file.text(TABLE, table).number(COUNTED, texts).numbers(FREQUENCIES, frequencies);
    words.to(file, WORDS);
    KeyWriter keys = new KeyWriter(table);
    IntStream.range(0, hashes.size())
        .boxed()
        .sorted(Comparator.comparingLong(hashes::get))
        .forEach(number -> keys.add(hashes.get(number), number));
    return List.of(file.build(), keys.build());
  }
}
