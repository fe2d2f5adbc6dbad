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
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.melange.link.table.ChecksumVerification;
import org.melange.link.table.HnswBuilder;
import org.melange.link.table.MappedTable;
import org.melange.link.table.TableFiles;
import org.melange.spark.io.HadoopFiles;
import org.melange.spark.io.JobDescription;
import org.melange.spark.io.TempDirectories;
import org.melange.spark.row.Rows;

/** Builds the graph of some segments in one task, and writes it beside them. */
final class GraphWriter implements MapFunction<Long, Row> {

  /** What is said of a file. */
  private static final StructType FILE =
      new StructType()
          .add("name", DataTypes.StringType)
          .add("segments", DataTypes.IntegerType)
          .add("bytes", DataTypes.LongType)
          .add("sha256", DataTypes.StringType);

  private static final long serialVersionUID = 1L;

  private final String directory;
  private final ArrayList<TableFiles> parts;

  /**
   * @param directory of the segments
   * @param parts segments of each graph
   */
  private GraphWriter(String directory, List<TableFiles> parts) {
    this.directory = directory;
    this.parts = new ArrayList<>(parts);
  }

  /**
   * Writes the graphs of a table.
   *
   * @param directory of the segments
   * @param entities that a graph covers, at most; a segment that has more has one of its own
   */
  static List<TableFiles.Graph> write(
      SparkSession spark, String directory, TableFiles table, int entities) {
    List<TableFiles> parts = parts(table, entities);
    Dataset<Row> files =
        spark
            .range(0, parts.size(), 1, Math.max(1, parts.size()))
            .map(new GraphWriter(directory, parts), Encoders.row(FILE));
    return JobDescription.during(spark, "Build the index of an entity table", files::collectAsList)
        .stream()
        .map(GraphWriter::graph)
        .toList();
  }

  /** Whole segments, in their order. */
  static List<TableFiles> parts(TableFiles table, int entities) {
    List<TableFiles> parts = new ArrayList<>();
    long together = 0;
    int from = 0;
    for (int i = 0; i < table.segments().size(); i++) {
      int more = table.segments().get(i).entities();
      if (i > from && together + more > entities) {
        parts.add(table.part(from, i));
        from = i;
        together = 0;
      }
      together += more;
    }
    if (from < table.segments().size()) {
      parts.add(table.part(from, table.segments().size()));
    }
    return parts;
  }

  private static TableFiles.Graph graph(Row row) {
    return new TableFiles.Graph(row.getString(0), row.getInt(1), row.getLong(2), row.getString(3));
  }

  @Override
  public Row call(Long number) throws IOException {
    TableFiles part = parts.get(number.intValue());
    Optional<Path> local = HadoopFiles.local(directory);
    Path segments = local.isPresent() ? local.get() : fetched(part);
    try {
      return write(part, HnswBuilder.build(MappedTable.open(segments, part).rows(), part.sum()));
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
  private Row write(TableFiles part, byte[] graph) {
    TaskContext task = TaskContext.get();
    String name =
        String.format(Locale.ROOT, "%05d-%d.graph", task.partitionId(), task.taskAttemptId());
    HadoopFiles.writeBytes(directory + "/" + name, graph);
    return Rows.of(
        FILE,
        name,
        part.segments().size(),
        (long) graph.length,
        ChecksumVerification.sha256(ByteBuffer.wrap(graph)));
  }
}
