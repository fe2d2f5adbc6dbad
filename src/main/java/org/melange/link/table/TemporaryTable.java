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

/** A table of rows that need not outlive this process, in files like any other's. */
public final class TemporaryTable {

  private static final long SEGMENT_BYTES = 256L << 20;

  private TemporaryTable() {}

  /**
   * Writes rows and opens them.
   *
   * @param folder of the segments, exists
   * @param rows gives the row at an index, rounded to {@code precision}
   */
  public static EntityTable write(
      Path folder, EntityLayout layout, Precision precision, int size, IntFunction<float[]> rows) {
    List<TableFiles.File> files = new ArrayList<>();
    SegmentBuilder segment = new SegmentBuilder(layout, precision);
    for (int index = 0; index < size; index++) {
      segment.add("Q" + (index + 1), "entity " + index, null, rows.apply(index));
      if (segment.bytes() > SEGMENT_BYTES || index == size - 1) {
        files.add(write(folder.resolve(files.size() + ".segment"), segment));
        segment = new SegmentBuilder(layout, precision);
      }
    }
    return MappedTable.open(folder, new TableFiles("scratch", "", "", layout, precision, files));
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

  /** Bytes of the files in {@code folder}. */
  public static long bytes(Path folder) {
    long bytes = 0;
    for (File file : folder.toFile().listFiles()) {
      bytes += file.length();
    }
    return bytes;
  }
}
