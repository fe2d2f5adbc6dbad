package org.melange.spark.kb;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.melange.kb.name.Name;
import org.melange.kb.name.NameEntry;
import org.melange.spark.row.Rows;
import org.melange.spark.row.Schemas;

/** Collects the entities of each name from {@link Schemas#NAME}, sorted by name. */
final class GroupNames implements MapPartitionsFunction<Row, Row> {

  /**
   * A name, the weight and QID number of its strongest entity, its chars in the order of Java's
   * strings, and its entities.
   */
  static final StructType GROUPED =
      new StructType()
          .add("name", DataTypes.StringType)
          .add("weight", DataTypes.DoubleType)
          .add("qid", DataTypes.LongType)
          .add("chars", DataTypes.BinaryType)
          .add("entities", DataTypes.BinaryType);

  private static final long serialVersionUID = 1L;
  private static final int BYTES = 2 * Long.BYTES + Byte.BYTES;

  @Override
  public Iterator<Row> call(Iterator<Row> names) {
    return new Groups(names);
  }

  private static final class Groups implements Iterator<Row> {
    private final Iterator<Row> names;
    private Name next;

    Groups(Iterator<Row> names) {
      this.names = names;
      advance();
    }

    private void advance() {
      next = names.hasNext() ? EntityCodec.name(names.next()) : null;
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public Row next() {
      if (next == null) {
        throw new NoSuchElementException();
      }
      String name = next.name();
      List<NameEntry> entities = new ArrayList<>();
      while (next != null && next.name().equals(name)) {
        entities.add(NameEntry.of(next));
        advance();
      }
      entities.sort(NameEntry.ORDER);
      NameEntry strongest = entities.get(0);
      return Rows.of(
          GROUPED,
          name,
          strongest.weight(),
          strongest.qid(),
          name.getBytes(StandardCharsets.UTF_16BE),
          bytes(entities));
    }
  }

  private static byte[] bytes(List<NameEntry> entities) {
    ByteBuffer bytes = ByteBuffer.allocate(entities.size() * BYTES);
    entities.forEach(
        entity ->
            bytes
                .putLong(entity.qid())
                .put((byte) entity.kind().ordinal())
                .putDouble(entity.weight()));
    return bytes.array();
  }

  /** The entities of a row of {@link #GROUPED}. */
  static List<NameEntry> entities(Row row) {
    ByteBuffer bytes = ByteBuffer.wrap(row.getAs("entities"));
    List<NameEntry> entities = new ArrayList<>(bytes.limit() / BYTES);
    while (bytes.hasRemaining()) {
      entities.add(
          new NameEntry(bytes.getLong(), Name.Kind.values()[bytes.get()], bytes.getDouble()));
    }
    return entities;
  }
}
