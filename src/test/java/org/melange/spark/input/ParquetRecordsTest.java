package org.melange.spark.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.corpus.DamagedInputException;

/** Rows of slices of Parquet files. */
class ParquetRecordsTest {

  private static final Configuration CONFIGURATION = InputFiles.configuration();
  private static final int ROWS = 2_000;

  @TempDir private Path dir;

  private Path file() throws IOException {
    MessageType schema =
        MessageTypeParser.parseMessageType("message m { required int64 id; required binary x; }");
    Path file = dir.resolve("a.parquet");
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new org.apache.hadoop.fs.Path(file.toUri()))
            .withConf(CONFIGURATION)
            .withType(schema)
            .withRowGroupSize(20_000L)
            .withMinRowCountForPageSizeCheck(10)
            .build()) {
      for (long i = 0; i < ROWS; i++) {
        writer.write(
            new SimpleGroupFactory(schema).newGroup().append("id", i).append("x", "padding " + i));
      }
    }
    return file;
  }

  private static List<Long> ids(Path file, long start, long end) throws IOException {
    List<Long> ids = new ArrayList<>();
    FileSlice slice = new FileSlice(new InputFile(file.toUri().toString(), end, 0, ""), start, end);
    try (ParquetRecords records = ParquetRecords.open(slice, CONFIGURATION)) {
      records.forEachRemaining(record -> ids.add(record.get("id").longValue()));
    }
    return ids;
  }

  /** Wherever a file is divided, each row is read once. */
  @Test
  void slicesGiveEachRowOnce() throws IOException {
    Path file = file();
    long size = Files.size(file);
    List<Long> all = LongStream.range(0, ROWS).boxed().toList();
    int divided = 0;
    for (long middle = 1; middle < size; middle += size / 40) {
      List<Long> rows = ids(file, 0, middle);
      divided += !rows.isEmpty() && rows.size() < ROWS ? 1 : 0;
      rows.addAll(ids(file, middle, size));
      assertThat(rows).as("divided at %d of %d", middle, size).isEqualTo(all);
    }
    assertThat(divided).as("points that divide the row groups").isGreaterThan(5);
  }

  @Test
  void readsTheColumnsOfAFile() throws IOException {
    assertThat(ParquetRecords.schema(file().toUri().toString(), CONFIGURATION).getFields())
        .extracting(field -> field.getName())
        .containsExactly("id", "x");
  }

  @Test
  void aDamagedFileIsReportedWithoutRepeatingItsPath() throws IOException {
    Path file = file();
    byte[] bytes = Files.readAllBytes(file);
    Path truncated = Files.write(dir.resolve("b.parquet"), java.util.Arrays.copyOf(bytes, 500));
    Path text = Files.writeString(dir.resolve("c.parquet"), "{\"post_id\": 1}\n".repeat(10));
    for (Path damaged : List.of(truncated, text)) {
      assertThatThrownBy(() -> ParquetRecords.schema("file:" + damaged, CONFIGURATION))
          .isInstanceOf(DamagedInputException.class)
          .hasMessageContaining("cannot be read as Parquet: it is not a Parquet file");
      assertThatThrownBy(() -> ids(damaged, 0, Files.size(damaged)))
          .isInstanceOf(DamagedInputException.class);
    }
  }

  @Test
  void aPageWithAFlippedBitIsNotReadAsData() throws IOException {
    Path file = file();
    byte[] bytes = Files.readAllBytes(file);
    bytes[200] ^= 8;
    Files.write(file, bytes);
    assertThatThrownBy(() -> ids(file, 0, bytes.length)).isInstanceOf(DamagedInputException.class);
  }
}
