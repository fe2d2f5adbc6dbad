package org.melange.spark.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.melange.config.VerifySettings.Checksums;
import org.melange.link.table.TableFiles;
import org.melange.spark.io.JobDescription;

/**
 * Builds the index of a table: a graph for each million entities. A graph that an earlier run
 * finished is not built again, as long as the draft of the table exists.
 */
final class TableIndex {

  private static final int GRAPH_ENTITIES = 1_000_000;

  private final SparkSession spark;
  private final String directory;
  private int graphEntities = GRAPH_ENTITIES;
  private Checksums checksums = Checksums.ALWAYS;
  private Consumer<String> messages = message -> {};

  /**
   * @param directory of the table
   */
  TableIndex(SparkSession spark, String directory) {
    this.spark = spark;
    this.directory = directory;
  }

  /** Sets how many entities a graph covers, at most; a segment that has more has one of its own. */
  TableIndex setGraphEntities(int value) {
    graphEntities = value;
    return this;
  }

  /** Sets when the contents of earlier graphs are compared with what was written. */
  TableIndex setChecksums(Checksums value) {
    checksums = value;
    return this;
  }

  /** Sets who is told how many graphs an earlier run finished. */
  TableIndex setMessages(Consumer<String> value) {
    messages = value;
    return this;
  }

  /** The table with its index. Its segments are written. */
  TableFiles addedTo(TableFiles table) {
    List<TableFiles> parts = parts(table, graphEntities);
    GraphRecords records = new GraphRecords(directory);
    TableFiles.Graph[] graphs =
        parts.stream()
            .map(part -> records.find(part, checksums).orElse(null))
            .toArray(TableFiles.Graph[]::new);
    List<Integer> missing =
        IntStream.range(0, graphs.length).filter(i -> graphs[i] == null).boxed().toList();
    if (missing.size() < graphs.length) {
      messages.accept(
          String.format(
              Locale.ROOT,
              "going on: %,d of %,d graphs of the index are done",
              graphs.length - missing.size(),
              graphs.length));
    }
    List<TableFiles.Graph> built = build(new GraphWriter(directory, parts, missing, records));
    for (int i = 0; i < built.size(); i++) {
      graphs[missing.get(i)] = built.get(i);
    }
    return table.indexedBy(Arrays.asList(graphs));
  }

  private List<TableFiles.Graph> build(GraphWriter writer) {
    if (writer.graphs() == 0) {
      return List.of();
    }
    Dataset<Row> files =
        spark
            .range(0, writer.graphs(), 1, writer.graphs())
            .map(writer, Encoders.row(GraphWriter.FILE));
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
}
