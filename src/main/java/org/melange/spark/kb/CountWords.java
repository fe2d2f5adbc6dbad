package org.melange.spark.kb;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.melange.kb.Entity;
import org.melange.kb.Qids;
import org.melange.kb.name.EntityNames;
import org.melange.link.lexical.EntityWords;
import org.melange.link.lexical.LexicalTable;
import org.melange.spark.row.Rows;

/** Counts the words of names and descriptions, some hundred thousand at a time. */
final class CountWords implements MapPartitionsFunction<Row, Row> {

  /**
   * A word of a {@link LexicalTable}, how many texts have it, and where it occurs first. The empty
   * word counts the texts.
   */
  static final StructType COUNTED =
      new StructType()
          .add("table", DataTypes.IntegerType)
          .add("word", DataTypes.StringType)
          .add("frequency", DataTypes.LongType)
          .add("qid", DataTypes.LongType)
          .add("position", DataTypes.IntegerType);

  private static final long serialVersionUID = 1L;
  private static final int MOST = 300_000;

  @Override
  public Iterator<Row> call(Iterator<Row> entities) {
    return new Counts(entities);
  }

  private record Word(LexicalTable table, String word) {}

  private record Count(long frequency, long qid, int position) {

    Count merge(Count other) {
      boolean first = qid != other.qid ? qid < other.qid : position <= other.position;
      Count earlier = first ? this : other;
      return new Count(frequency + other.frequency, earlier.qid, earlier.position);
    }
  }

  private static final class Counts implements Iterator<Row> {
    private final Iterator<Row> entities;
    private final Map<Word, Count> counts = new HashMap<>();
    private Iterator<Row> ready = List.<Row>of().iterator();

    Counts(Iterator<Row> entities) {
      this.entities = entities;
    }

    @Override
    public boolean hasNext() {
      if (!ready.hasNext() && entities.hasNext()) {
        counts.clear();
        while (entities.hasNext() && counts.size() < MOST) {
          count(EntityCodec.entity(entities.next()));
        }
        ready =
            counts.entrySet().stream()
                .map(entry -> row(entry.getKey(), entry.getValue()))
                .iterator();
      }
      return ready.hasNext();
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return ready.next();
    }

    private void count(Entity entity) {
      long qid = Qids.number(entity.qid());
      EntityWords words = EntityWords.of(EntityNames.of(entity), entity.description());
      int position = 0;
      for (String name : words.names()) {
        position = count(LexicalTable.NAME_WORDS, EntityWords.of(name), qid, position);
      }
      if (!words.description().isEmpty()) {
        count(LexicalTable.DESCRIPTION_STEMS, words.stems(), qid, 0);
      }
      if (!entity.description().isBlank()) {
        count(LexicalTable.DESCRIPTION_WORDS, words.description(), qid, 0);
      }
    }

    /** Counts a text whose first word has a position; returns that of the next text. */
    private int count(LexicalTable table, List<String> text, long qid, int from) {
      merge(new Word(table, ""), new Count(1, 0, 0));
      int position = from;
      HashSet<String> counted = new HashSet<>();
      for (String word : text) {
        merge(new Word(table, word), new Count(counted.add(word) ? 1 : 0, qid, position++));
      }
      return position;
    }

    private void merge(Word word, Count count) {
      counts.merge(word, count, Count::merge);
    }
  }

  private static Row row(Word word, Count count) {
    return Rows.of(
        COUNTED, word.table.ordinal(), word.word, count.frequency, count.qid, count.position);
  }
}
