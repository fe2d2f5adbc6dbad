package org.melange.link.table;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.melange.link.row.EntityLayout;
import org.melange.link.row.EntityTable;

/**
 * A table in a temporary directory, in files like those of any other. Safe for any number of
 * threads.
 */
public final class TemporaryTable {

  private static final long SEGMENT_BYTES = 256L << 20;

  private TemporaryTable() {}

  /**
   * Writes rows and opens them.
   *
   * @param directory of the segments, exists
   * @param rows gives the row at an index, rounded to {@code precision}
   */
  public static EntityTable write(
      Path directory,
      EntityLayout layout,
      Precision precision,
      int size,
      IntFunction<float[]> rows) {
    List<TableFiles.File> files = new ArrayList<>();
    SegmentBuilder segment = new SegmentBuilder(layout, precision);
    for (int index = 0; index < size; index++) {
      segment.add("Q" + (index + 1), "entity " + index, null, rows.apply(index));
      if (segment.bytes() > SEGMENT_BYTES || index == size - 1) {
        files.add(write(directory.resolve(files.size() + ".segment"), segment));
        segment = new SegmentBuilder(layout, precision);
      }
    }
    return MappedTable.open(directory, new TableFiles("scratch", "", "", layout, precision, files));
  }

  /**
   * Gives a table an index: one graph of all its entities.
   *
   * @param file that the graph is written to
   */
  public static EntityTable indexed(EntityTable table, Path file) {
    try {
      Files.write(
          file, HnswBuilder.build(table.rows(), ChecksumVerification.sha256(table.version())));
    } catch (IOException e) {
      throw new UncheckedIOException("writing " + file, e);
    }
    HnswFile graph = new HnswFile(MappedFile.of(file));
    return table.indexedBy(new HnswIndex(table.rows(), List.of(graph)));
  }

  private static TableFiles.File write(Path file, SegmentBuilder segment) {
    byte[] bytes = segment.build();
    try {
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("writing " + file, e);
    }
    return new TableFiles.File(
        file.getFileName().toString(),
        segment.entities(),
        segment.first(),
        segment.last(),
        bytes.length,
        ChecksumVerification.sha256(ByteBuffer.wrap(bytes)));
  }

  /** Bytes of the files in {@code directory}. */
  public static long bytes(Path directory) {
    long bytes = 0;
    for (File file : directory.toFile().listFiles()) {
      bytes += file.length();
    }
    return bytes;
  }
}
