package org.melange.spark.kb;

import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.melange.kb.index.KeyWriter;
import org.melange.kb.index.NameIndex;

/** Writes the numbers of names by their hashes, from rows of {@link HashNames#HASHED} in order. */
final class WriteKeys implements MapPartitionsFunction<Row, Row> {

  private static final long serialVersionUID = 1L;

  private final String directory;

  WriteKeys(String directory) {
    this.directory = directory;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> hashes) {
    KeyWriter writer = new KeyWriter(NameIndex.TABLE);
    while (hashes.hasNext()) {
      Row row = hashes.next();
      writer.addPrefix(row.getLong(0));
      if (row.getInt(1) >= 0) {
        writer.add(row.getLong(0), row.getInt(1));
      }
    }
    return List.of(IndexFiles.write(directory, "keys", 0, writer.build())).iterator();
  }
}
