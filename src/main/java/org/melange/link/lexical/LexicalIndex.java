package org.melange.link.lexical;

import java.util.List;
import org.apache.lucene.util.LongValues;
import org.melange.kb.index.EntityTexts;
import org.melange.kb.index.Ranges;
import org.melange.kb.index.SectionReader;
import org.melange.kb.index.Texts;
import org.melange.kb.index.WordTable;

/**
 * The words of the names and descriptions of all entities, as numbers, from files of {@link
 * LexicalWriter}. Entities are in the order of their QIDs. Immutable, thread-safe.
 */
public final class LexicalIndex {

  private final EntityTexts entities;
  private final Part[] parts;
  private final Ranges names;
  private final IntLists nameWords;
  private final IntLists nameInitials;
  private final IntLists descriptionStems;
  private final Vocabulary words;
  private final Vocabulary stems;

  private record Part(LongValues factors, LongValues firstNames, int count, Texts names) {

    static Part of(SectionReader file) {
      return new Part(
          file.numbers(LexicalWriter.FACTORS),
          file.numbers(LexicalWriter.FIRST_NAMES),
          (int)
              file.numbers(LexicalWriter.FIRST_NAMES)
                  .get(file.count(LexicalWriter.FIRST_NAMES) - 1),
          new Texts(file, LexicalWriter.NAMES));
    }
  }

  /**
   * Opens the index.
   *
   * @param entities whose files have the words
   * @param files that have the tables of words
   */
  public LexicalIndex(EntityTexts entities, List<SectionReader> files) {
    this.entities = entities;
    List<SectionReader> ranges = entities.files();
    this.parts = ranges.stream().map(Part::of).toArray(Part[]::new);
    this.names = Ranges.ofSizes(parts.length, i -> parts[i].count);
    this.nameWords = new IntLists(ranges, LexicalWriter.NAME_WORDS);
    this.nameInitials = new IntLists(ranges, LexicalWriter.NAME_INITIALS);
    this.descriptionStems = new IntLists(ranges, LexicalWriter.DESCRIPTION_STEMS);
    this.words = vocabulary(LexicalTable.NAME_WORDS, files);
    this.stems = vocabulary(LexicalTable.DESCRIPTION_STEMS, files);
  }

  private static Vocabulary vocabulary(LexicalTable table, List<SectionReader> files) {
    return new Vocabulary(new WordTable(table.name(), files));
  }

  /** The number of entities. */
  public int size() {
    return entities.positions().end();
  }

  /** The position of an entity by the number in its QID; negative if it has no name. */
  int find(long qid) {
    int entity = entities.find(qid);
    return entity >= 0 && firstName(entity) < firstName(entity + 1) ? entity : -1;
  }

  long qid(int entity) {
    return entities.qid(entity);
  }

  /** What its popularity multiplies the weights of its names by, in (0, 1]. */
  double popularityFactor(int entity) {
    int part = entities.positions().find(entity);
    return Float.intBitsToFloat(
        (int) parts[part].factors.get(entity - entities.positions().start(part)));
  }

  /** The first name of an entity; its last one is before the first of the next. */
  int firstName(int entity) {
    if (entity == size()) {
      return names.end();
    }
    int part = entities.positions().find(entity);
    int at = entity - entities.positions().start(part);
    return names.start(part) + (int) parts[part].firstNames.get(at);
  }

  /** A name without diacritics and punctuation. */
  String name(int name) {
    int part = names.find(name);
    return parts[part].names.get(name - names.start(part));
  }

  /** The words of each name, in their order. */
  IntLists nameWords() {
    return nameWords;
  }

  /** Hashes of the initials of each name. */
  IntLists nameInitials() {
    return nameInitials;
  }

  /** The stems of each entity's description, sorted. */
  IntLists descriptionStems() {
    return descriptionStems;
  }

  Vocabulary words() {
    return words;
  }

  Vocabulary stems() {
    return stems;
  }
}
