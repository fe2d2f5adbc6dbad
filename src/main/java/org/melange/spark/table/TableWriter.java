package org.melange.spark.table;

import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.Locale;
import java.util.NoSuchElementException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.melange.link.row.EntityLayout;
import org.melange.link.table.ChecksumVerification;
import org.melange.link.table.Precision;
import org.melange.link.table.SegmentBuilder;
import org.melange.link.table.TableFiles;
import org.melange.spark.io.HadoopFiles;
import org.melange.spark.row.FloatBytes;
import org.melange.spark.row.Rows;

/**
 * Writes the entities of a partition, which come in the order of their QID numbers, into segments,
 * and gives a row about each file. Holds one segment in memory.
 */
final class TableWriter implements MapPartitionsFunction<Row, Row> {

  /** What is said of a file. */
  static final StructType FILE =
      new StructType()
          .add("name", DataTypes.StringType)
          .add("entities", DataTypes.IntegerType)
          .add("first", DataTypes.LongType)
          .add("last", DataTypes.LongType)
          .add("bytes", DataTypes.LongType)
          .add("sha256", DataTypes.StringType);

  private static final long serialVersionUID = 1L;

  private final String directory;
  private final String layoutCode;
  private final Precision precision;
  private final PreviousTable previous;
  private final int first;
  private final long segmentBytes;

  /**
   * @param directory of the segments
   * @param previous where rows are taken from that are null; null if none is
   * @param first number of the first partition among those of the table, for the names of files
   * @param segmentBytes size at which a segment is closed
   */
  TableWriter(
      String directory,
      EntityLayout layout,
      Precision precision,
      PreviousTable previous,
      int first,
      long segmentBytes) {
    this.directory = directory;
    this.layoutCode = layout.code();
    this.precision = precision;
    this.previous = previous;
    this.first = first;
    this.segmentBytes = segmentBytes;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> entities) {
    return new Iterator<>() {
      private int segments;

      @Override
      public boolean hasNext() {
        return entities.hasNext();
      }

      @Override
      public Row next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return write(segment(entities), segments++);
      }
    };
  }

  static TableFiles.File file(Row row) {
    return new TableFiles.File(
        row.getString(0),
        row.getInt(1),
        row.getLong(2),
        row.getLong(3),
        row.getLong(4),
        row.getString(5));
  }

  private SegmentBuilder segment(Iterator<Row> entities) {
    SegmentBuilder segment = new SegmentBuilder(EntityLayout.ofCode(layoutCode), precision);
    do {
      Row entity = entities.next();
      segment.add(
          entity.getAs("qid"), entity.getAs("label"), entity.getAs("content_hash"), row(entity));
    } while (entities.hasNext() && segment.bytes() < segmentBytes);
    return segment;
  }

  private float[] row(Row entity) {
    byte[] row = entity.getAs("row");
    return row == null ? previous.row(entity) : FloatBytes.fromBytes(row);
  }

  /** Each attempt has its own file: no manifest lists what a failed attempt leaves behind. */
  private Row write(SegmentBuilder segment, int number) {
    TaskContext task = TaskContext.get();
    byte[] bytes = segment.build();
    String name =
        String.format(
            Locale.ROOT,
            "%05d-%04d-%d.segment",
            first + task.partitionId(),
            number,
            task.taskAttemptId());
    HadoopFiles.writeBytes(directory + "/" + name, bytes);
    return Rows.of(
        FILE,
        name,
        segment.entities(),
        segment.first(),
        segment.last(),
        (long) bytes.length,
        ChecksumVerification.sha256(ByteBuffer.wrap(bytes)));
  }
}
