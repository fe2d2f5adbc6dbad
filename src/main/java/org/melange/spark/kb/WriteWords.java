package org.melange.spark.kb;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.melange.kb.index.WordTableWriter;
import org.melange.link.lexical.LexicalTable;

/**
 * Writes tables of words, from rows of {@link CountWords#COUNTED} in the order of tables and first
 * places: the empty word comes first. Holds one table in memory.
 */
final class WriteWords implements MapPartitionsFunction<Row, Row> {

  private static final long serialVersionUID = 1L;

  private final String directory;

  WriteWords(String directory) {
    this.directory = directory;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> words) {
    List<Row> written = new ArrayList<>();
    int table = -1;
    WordTableWriter writer = null;
    while (words.hasNext()) {
      Row row = words.next();
      if (row.<Integer>getAs("table") != table) {
        write(writer, written);
        table = row.getAs("table");
        writer = new WordTableWriter(LexicalTable.values()[table].name(), row.getAs("frequency"));
      } else {
        writer.add(row.getAs("word"), row.getAs("frequency"));
      }
    }
    write(writer, written);
    return written.iterator();
  }

  private void write(WordTableWriter table, List<Row> written) {
    if (table != null) {
      for (byte[] file : table.build()) {
        written.add(IndexFiles.write(directory, "words", written.size(), file));
      }
    }
  }
}
