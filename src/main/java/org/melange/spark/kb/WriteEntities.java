package org.melange.spark.kb;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.melange.kb.Entity;
import org.melange.kb.Qids;
import org.melange.kb.index.SectionReader;
import org.melange.kb.index.WordTable;
import org.melange.kb.name.EntityNames;
import org.melange.link.lexical.EntityWords;
import org.melange.link.lexical.LexicalTable;
import org.melange.link.lexical.LexicalWriter;

/** Writes the texts and words of entities, which come in the order of their QID numbers. */
final class WriteEntities implements MapPartitionsFunction<Row, Row> {

  private static final long serialVersionUID = 1L;
  private static final long FILE_BYTES = 128 << 20;

  private final String directory;
  private final IndexRef words;

  /**
   * @param words files that have the tables of words
   */
  WriteEntities(String directory, IndexRef words) {
    this.directory = directory;
    this.words = words;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> entities) {
    List<Row> written = new ArrayList<>();
    List<SectionReader> tables = words.files();
    while (entities.hasNext()) {
      LexicalWriter writer =
          new LexicalWriter(
              new WordTable(LexicalTable.NAME_WORDS.name(), tables)::find,
              new WordTable(LexicalTable.DESCRIPTION_STEMS.name(), tables)::find);
      while (entities.hasNext() && writer.bytes() < FILE_BYTES) {
        Entity entity = EntityCodec.entity(entities.next());
        writer.add(
            Qids.number(entity.qid()),
            entity.label(),
            entity.description(),
            EntityWords.of(EntityNames.of(entity), entity.description()));
      }
      written.add(IndexFiles.write(directory, "entities", written.size(), writer.build()));
    }
    return written.iterator();
  }
}
