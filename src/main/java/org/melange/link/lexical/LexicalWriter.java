package org.melange.link.lexical;

import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.melange.kb.index.EntityTextWriter;
import org.melange.kb.index.LongList;
import org.melange.kb.index.SectionWriter;
import org.melange.kb.index.TextWriter;

/**
 * Builds a file with the texts of a range of entities and with the words of their names and
 * descriptions, as numbers of two tables. Not thread-safe.
 */
public final class LexicalWriter {

  static final String FACTORS = "factors";
  static final String FIRST_NAMES = "names.first";
  static final String NAMES = "names";
  static final String NAME_WORDS = "names.words";
  static final String NAME_INITIALS = "names.initials";
  static final String DESCRIPTION_STEMS = "descriptions.stems";

  private final ToIntFunction<String> words;
  private final ToIntFunction<String> stems;
  private final EntityTextWriter texts = new EntityTextWriter();
  private final LongList factors = new LongList();
  private final LongList firstNames = new LongList();
  private final TextWriter names = new TextWriter();
  private final IntLists.Writer nameWords = new IntLists.Writer();
  private final IntLists.Writer nameInitials = new IntLists.Writer();
  private final IntLists.Writer descriptionStems = new IntLists.Writer();

  /**
   * A file of entities.
   *
   * @param words numbers the words of names
   * @param stems numbers the stems of descriptions
   */
  public LexicalWriter(ToIntFunction<String> words, ToIntFunction<String> stems) {
    this.words = words;
    this.stems = stems;
    firstNames.add(0);
  }

  /**
   * Adds an entity.
   *
   * @param qid the number in its QID; numbers are ascending
   */
  public void add(long qid, String label, String description, EntityWords entity) {
    texts.add(qid, label, description);
    factors.add(Integer.toUnsignedLong(Float.floatToIntBits(entity.factor())));
    for (String name : entity.names()) {
      List<String> split = EntityWords.of(name);
      names.add(name);
      nameWords.add(split.stream().mapToInt(words).toArray());
      nameInitials.add(Words.initials(split.toArray(new String[0])));
    }
    firstNames.add(nameWords.size());
    Stream<String> described = entity.stems().stream();
    descriptionStems.add(Vocabulary.distinct(described.mapToInt(stems).toArray()));
  }

  /** The length of the file, roughly. */
  public long bytes() {
    return 2 * texts.bytes() + names.bytes();
  }

  /** The number of entities so far. */
  public int size() {
    return texts.size();
  }

  /** The file. */
  public byte[] build() {
    SectionWriter file = new SectionWriter(EntityTextWriter.TYPE);
    texts.to(file);
    file.numbers(FACTORS, factors).numbers(FIRST_NAMES, firstNames);
    names.to(file, NAMES);
    nameWords.to(file, NAME_WORDS);
    nameInitials.to(file, NAME_INITIALS);
    descriptionStems.to(file, DESCRIPTION_STEMS);
    return file.build();
  }
}
