package org.melange.spark.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.corpus.DamagedInputException;

/** Formats of one record a line, and of files that are parsed as a whole. */
class FormatsTest {

  private static final Configuration CONFIGURATION = InputFiles.configuration();

  @TempDir private Path dir;

  /** Gives each line as a row. */
  private static final class Lines extends LinesFormat {
    private static final long serialVersionUID = 1L;

    Lines() {
      super(10);
    }

    @Override
    protected Function<BoundedLines.Line, Row> parser(FileSlice part) {
      return line ->
          RowFactory.create(line.<String>parse(text -> text, (head, bytes) -> bytes + " bytes"));
    }
  }

  /** Gives the first byte of a file as a row. */
  private static final class FirstByte extends WholeFileFormat {
    private static final long serialVersionUID = 1L;

    @Override
    protected Iterator<Row> parse(InputStream in) {
      try {
        int first = in.read();
        if (first < 0) {
          throw new DamagedInputException("it is empty");
        }
        return List.of(RowFactory.create(String.valueOf((char) first))).iterator();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static List<String> read(RecordFormat format, Path file, long start, long end)
      throws IOException {
    List<String> rows = new ArrayList<>();
    FileSlice slice = new FileSlice(new InputFile(file.toUri().toString(), end, 0, ""), start, end);
    try (RecordReader<Row> reader = format.open(slice, CONFIGURATION)) {
      reader.forEachRemaining(row -> rows.add(row.getString(0)));
    }
    return rows;
  }

  @Test
  void blankLinesAreNotRecordsAndLongLinesAreNotRead() throws IOException {
    Path file = Files.writeString(dir.resolve("a"), "one\n\n \t\r\n" + "x".repeat(40) + "\ntwo");
    assertThat(read(new Lines(), file, 0, Files.size(file)))
        .containsExactly("one", "41 bytes", "two");
  }

  @Test
  void slicesGiveEachLineOnce() throws IOException {
    Path file = Files.writeString(dir.resolve("a"), "a\nbc\n\ndef\r\n \nghij\n");
    long size = Files.size(file);
    for (long middle = 1; middle < size; middle++) {
      List<String> rows = read(new Lines(), file, 0, middle);
      rows.addAll(read(new Lines(), file, middle, size));
      assertThat(rows).as("divided at %d", middle).containsExactly("a", "bc", "def", "ghij");
    }
  }

  @Test
  void onlyUncompressedLinesAreReadInSlices() {
    assertThat(new Lines().splits(new InputFile("a.jsonl", 1, 0, ""))).isTrue();
    assertThat(new Lines().splits(new InputFile("a.jsonl.gz", 1, 0, ""))).isFalse();
    assertThat(new FirstByte().splits(new InputFile("a.json", 1, 0, ""))).isFalse();
  }

  @Test
  void wholeFilesAreParsedFromTheirBeginning() throws IOException {
    Path file = Files.writeString(dir.resolve("a"), "xyz");
    assertThat(read(new FirstByte(), file, 0, 3)).containsExactly("x");
    Path empty = Files.writeString(dir.resolve("b"), "");
    assertThatThrownBy(() -> read(new FirstByte(), empty, 0, 0))
        .isInstanceOf(DamagedInputException.class)
        .hasMessage("it is empty");
  }
}
