package org.melange.spark.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.link.row.EntityTable;
import org.melange.link.row.RowLayout;
import org.melange.link.table.MappedTable;
import org.melange.link.table.Precision;
import org.melange.link.table.TableFiles;
import org.melange.spark.row.FloatBytes;
import org.melange.testing.LocalSpark;

/** Segments as tasks write them. */
class TableWriterTest {

  private static final RowLayout LAYOUT = new RowLayout(4, 4, 4, 2);
  private static final int ENTITIES = 40;

  @TempDir private Path dir;

  /** Entities Q1, Q2, ... in ranges; the row of each holds its number. */
  private static Dataset<Row> entities() {
    float[] row = new float[LAYOUT.width()];
    Arrays.fill(row, 0.5f);
    Dataset<Row> all =
        LocalSpark.session()
            .range(1, ENTITIES + 1)
            .select(
                functions.expr("concat('Q', id)").as("qid"),
                functions.expr("concat('entity ', id)").as("label"),
                functions.expr("sha2(cast(id as string), 256)").as("content_hash"),
                functions.lit(FloatBytes.toBytes(row)).as("row"));
    return TableRanges.of(all, 2, Integer.MAX_VALUE).partitioned(all, 0);
  }

  private List<TableFiles.File> write(long segmentBytes) {
    return entities()
        .mapPartitions(
            new TableWriter(dir.toString(), LAYOUT, Precision.FLOAT32, null, 0, segmentBytes),
            Encoders.row(TableWriter.FILE))
        .collectAsList()
        .stream()
        .map(TableWriter::file)
        .sorted(Comparator.comparingLong(TableFiles.File::first))
        .toList();
  }

  @Test
  void aPartitionIsOneSegmentIfItIsSmall() {
    List<TableFiles.File> files = write(1 << 20);
    assertThat(files).hasSize(2);
    assertThat(files.stream().mapToInt(TableFiles.File::entities).sum()).isEqualTo(ENTITIES);
    assertThat(files.get(0).first()).isEqualTo(1);
    assertThat(files.get(1).first()).isEqualTo(files.get(0).last() + 1);
    assertThat(files.get(1).last()).isEqualTo(ENTITIES);
  }

  @Test
  void aSegmentIsClosedWhenItIsLargeEnough() {
    List<TableFiles.File> files = write(1);
    assertThat(files).hasSize(ENTITIES);
    assertThat(files).allMatch(file -> file.entities() == 1 && file.first() == file.last());
    assertThat(files).extracting(TableFiles.File::name).doesNotHaveDuplicates();
  }

  @Test
  void whatIsSaidOfAFileIsTrue() throws Exception {
    for (TableFiles.File file : write(1 << 20)) {
      byte[] bytes = Files.readAllBytes(dir.resolve(file.name()));
      assertThat(bytes).hasSize((int) file.bytes());
      assertThat(file.sha256()).isEqualTo(sha256(bytes));
    }
    try (Stream<Path> files = Files.list(dir)) {
      assertThat(files.map(path -> path.getFileName().toString()))
          .allMatch(name -> name.endsWith(".segment"));
    }
  }

  private static String sha256(byte[] bytes) throws Exception {
    return java.util.HexFormat.of()
        .formatHex(java.security.MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  @Test
  void theSegmentsAreATable() {
    List<TableFiles.File> segments = write(1_000);
    TableFiles files =
        new TableFiles("", "kb", "model", LAYOUT, Precision.FLOAT32, segments, List.of())
            .versioned();
    EntityTable table = MappedTable.open(dir, files);
    assertThat(table.size()).isEqualTo(ENTITIES);
    for (int i = 0; i < ENTITIES; i++) {
      assertThat(table.qid(i)).isEqualTo("Q" + (i + 1));
      assertThat(table.label(i)).isEqualTo("entity " + (i + 1));
    }
  }

  @Test
  void entitiesOutOfOrderAreRefused() {
    Dataset<Row> descending = entities().coalesce(1).orderBy(functions.desc("label"));
    assertThatThrownBy(
            () ->
                descending
                    .coalesce(1)
                    .mapPartitions(
                        new TableWriter(
                            dir.toString(), LAYOUT, Precision.FLOAT32, null, 0, 1 << 20),
                        Encoders.row(TableWriter.FILE))
                    .collectAsList())
        .hasStackTraceContaining("comes behind");
  }
}
