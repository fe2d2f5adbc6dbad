package org.melange.link.lexical;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.melange.kb.Entity;
import org.melange.kb.Qids;
import org.melange.kb.index.EntityTexts;
import org.melange.kb.index.SectionReader;
import org.melange.kb.index.WordTableWriter;
import org.melange.kb.name.EntityNames;

/** Builds the files of a {@link LexicalIndex} in memory, for few entities. */
public final class LexicalIndexBuilder {

  /** A table of words that is being counted. The words have the numbers of their first places. */
  private static final class Counted {
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Map<String, Integer> frequencies = new LinkedHashMap<>();
    private int texts;

    void add(List<String> text) {
      text.forEach(word -> numbers.computeIfAbsent(word, key -> numbers.size()));
      text.forEach(word -> frequencies.putIfAbsent(word, 0));
      new HashSet<>(text).forEach(word -> frequencies.merge(word, 1, Integer::sum));
      texts++;
    }

    List<byte[]> files(LexicalTable table) {
      WordTableWriter writer = new WordTableWriter(table.name(), texts);
      frequencies.forEach(writer::add);
      return writer.build();
    }
  }

  private final Counted words = new Counted();
  private final Counted stems = new Counted();
  private final Map<Entity, EntityWords> entities = new LinkedHashMap<>();

  private LexicalIndexBuilder(Iterable<Entity> all) {
    TreeMap<Long, Entity> sorted = new TreeMap<>();
    all.forEach(entity -> sorted.put(Qids.number(entity.qid()), entity));
    for (Entity entity : sorted.values()) {
      EntityWords split = EntityWords.of(EntityNames.of(entity), entity.description());
      split.names().forEach(name -> words.add(EntityWords.of(name)));
      if (!split.description().isEmpty()) {
        stems.add(split.stems());
      }
      entities.put(entity, split);
    }
  }

  /** The index of entities. */
  public static LexicalIndex of(Iterable<Entity> entities) {
    List<SectionReader> files =
        new LexicalIndexBuilder(entities)
            .files().stream().map(ByteBuffer::wrap).map(SectionReader::new).toList();
    return new LexicalIndex(new EntityTexts(files), files);
  }

  private List<byte[]> files() {
    List<byte[]> files = new ArrayList<>(words.files(LexicalTable.NAME_WORDS));
    files.addAll(stems.files(LexicalTable.DESCRIPTION_STEMS));
    LexicalWriter writer = new LexicalWriter(words.numbers::get, stems.numbers::get);
    entities.forEach(
        (entity, split) ->
            writer.add(Qids.number(entity.qid()), entity.label(), entity.description(), split));
    files.add(writer.build());
    return files;
  }
}
