package org.melange.spark.table;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.melange.link.table.ChecksumVerification;
import org.melange.link.table.HnswBuilder;
import org.melange.link.table.MappedTable;
import org.melange.link.table.TableFiles;
import org.melange.spark.io.HadoopFiles;
import org.melange.spark.io.TempDirectories;
import org.melange.spark.row.Rows;

/** Builds the graph of some segments in one task, and writes it beside them. */
final class GraphWriter implements MapFunction<Long, Row> {

  /** What is said of a file. */
  static final StructType FILE =
      new StructType()
          .add("name", DataTypes.StringType)
          .add("segments", DataTypes.IntegerType)
          .add("bytes", DataTypes.LongType)
          .add("sha256", DataTypes.StringType);

  private static final long serialVersionUID = 1L;

  private final String directory;
  private final ArrayList<TableFiles> parts;
  private final ArrayList<Integer> missing;
  private final GraphRecords records;

  /**
   * @param directory of the table
   * @param parts segments of each graph
   * @param missing the numbers of the graphs to build
   * @param records of the graphs that are written
   */
  GraphWriter(
      String directory, List<TableFiles> parts, List<Integer> missing, GraphRecords records) {
    this.directory = EntityTables.folder(directory);
    this.parts = new ArrayList<>(parts);
    this.missing = new ArrayList<>(missing);
    this.records = records;
  }

  /** How many graphs there are to build. */
  int graphs() {
    return missing.size();
  }

  static TableFiles.Graph graph(Row row) {
    return new TableFiles.Graph(row.getString(0), row.getInt(1), row.getLong(2), row.getString(3));
  }

  @Override
  public Row call(Long number) throws IOException {
    int graph = missing.get(number.intValue());
    TableFiles part = parts.get(graph);
    Optional<Path> local = HadoopFiles.local(directory);
    Path segments = local.isPresent() ? local.get() : fetched(part);
    try {
      byte[] links = HnswBuilder.build(MappedTable.open(segments, part).rows(), part.sum());
      return write(graph, part, links);
    } finally {
      if (local.isEmpty()) {
        TempDirectories.delete(segments);
      }
    }
  }

  private Path fetched(TableFiles part) {
    Path segments = TempDirectories.create("graph");
    part.names().forEach(name -> HadoopFiles.fetch(directory + "/" + name, segments));
    return segments;
  }

  /** A file of each attempt's own, as {@link TableWriter}'s are. */
  private Row write(int number, TableFiles part, byte[] graph) {
    String name =
        String.format(Locale.ROOT, "%05d-%d.graph", number, TaskContext.get().taskAttemptId());
    HadoopFiles.writeBytes(directory + "/" + name, graph);
    Row row =
        Rows.of(
            FILE,
            name,
            part.segments().size(),
            (long) graph.length,
            ChecksumVerification.sha256(ByteBuffer.wrap(graph)));
    records.add(part, graph(row));
    return row;
  }
}
