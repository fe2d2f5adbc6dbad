package org.melange.kb.index;

import java.util.List;
import java.util.Optional;
import org.apache.lucene.util.LongValues;
import org.melange.kb.name.KeyHash;

/** Words with their numbers and frequencies, from files of {@link WordTableWriter}. Thread-safe. */
public final class WordTable {

  private final Keys keys;
  private final Optional<Texts> words;
  private final Optional<LongValues> frequencies;
  private final long texts;

  /** The table of a name; empty if no file has it. */
  public WordTable(String table, List<SectionReader> files) {
    Optional<SectionReader> file =
        files.stream()
            .filter(any -> any.type().equals(WordTableWriter.TYPE))
            .filter(any -> any.text(WordTableWriter.TABLE).equals(table))
            .findFirst();
    this.keys = new Keys(table, files);
    this.words = file.map(found -> new Texts(found, WordTableWriter.WORDS));
    this.frequencies = file.map(found -> found.numbers(WordTableWriter.FREQUENCIES));
    this.texts = file.map(found -> found.number(WordTableWriter.COUNTED)).orElse(0L);
  }

  /** The number of a word, or {@link Keys#UNKNOWN}. */
  public int find(String word) {
    return keys.find(
        KeyHash.of(word), number -> words.orElseThrow().equals(number, word, 0, word.length()));
  }

  /** In how many texts a word occurs, by its number. */
  public int frequency(int word) {
    return (int) frequencies.orElseThrow().get(word);
  }

  /** In how many texts a word occurs. */
  public int frequency(String word) {
    int number = find(word);
    return number == Keys.UNKNOWN ? 0 : frequency(number);
  }

  /** How many texts were counted. */
  public long texts() {
    return texts;
  }
}
