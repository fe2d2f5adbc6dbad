package org.melange.spark.kb;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.melange.kb.index.NumberedNamesWriter;
import org.melange.spark.row.Rows;
import org.melange.spark.row.Schemas;

/**
 * Writes the entities of the names of a partition, which come in the order of their numbers. Gives
 * a row for each name, and at the end one about the file.
 */
final class NumberNames implements MapPartitionsFunction<Row, Row> {

  /** A name, or a file of {@code position} names; the other columns are null. */
  static final StructType NUMBERED =
      Schemas.concat(
          new StructType()
              .add("range", DataTypes.IntegerType)
              .add("position", DataTypes.IntegerType)
              .add("name", DataTypes.StringType),
          IndexFiles.FILE);

  private static final long serialVersionUID = 1L;

  private final String directory;

  NumberNames(String directory) {
    this.directory = directory;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> names) {
    return new Numbered(names);
  }

  private final class Numbered implements Iterator<Row> {
    private final int range = TaskContext.getPartitionId();
    private final NumberedNamesWriter writer = new NumberedNamesWriter(range);
    private final Iterator<Row> names;
    private boolean written;

    Numbered(Iterator<Row> names) {
      this.names = names;
    }

    @Override
    public boolean hasNext() {
      return !written;
    }

    @Override
    public Row next() {
      if (written) {
        throw new NoSuchElementException();
      }
      if (names.hasNext()) {
        Row row = names.next();
        String name = row.getAs("name");
        writer.add(name, GroupNames.entities(row));
        return Rows.of(NUMBERED, range, writer.size() - 1, name, null, null, null);
      }
      written = true;
      Row file = IndexFiles.write(directory, "names", 0, writer.build());
      return Rows.of(NUMBERED, range, writer.size(), null, file.get(0), file.get(1), file.get(2));
    }
  }
}
