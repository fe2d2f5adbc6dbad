package org.melange.spark.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;
import org.melange.corpus.DamagedInputException;
import org.melange.run.JobException;

/** The rows of several files as one iterator. */
class SliceIteratorTest {

  private final List<String> events = new ArrayList<>();

  /** A file {@code a3} has three rows; {@code damaged} fails when it is opened. */
  private final class Format implements RecordFormat {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean splits(InputFile file) {
      return false;
    }

    @Override
    public RecordReader<Row> open(FileSlice slice, Configuration configuration) throws IOException {
      String name = slice.path();
      events.add("open " + name);
      switch (name) {
        case "damaged" -> throw new DamagedInputException("not JSON");
        case "truncated" -> throw new EOFException();
        default -> {}
      }
      int rows = name.charAt(1) - '0';
      Iterator<Row> iterator =
          Stream.iterate(0, i -> i + 1).limit(rows).map(i -> row(name, i)).iterator();
      return RecordReader.of(iterator, () -> events.add("close " + name));
    }

    private Row row(String name, int i) {
      if (name.startsWith("x") && i == 1) {
        throw new UncheckedIOException(new EOFException());
      }
      return RowFactory.create(name + i);
    }
  }

  private SliceIterator rows(String... names) {
    List<FileSlice> slices =
        Stream.of(names).map(name -> new FileSlice(new InputFile(name, 1, 0, ""), 0, 1)).toList();
    return new SliceIterator(slices.iterator(), new Format(), new Configuration(false));
  }

  @Test
  void readsAllFilesAndHasOnlyOneOpen() {
    SliceIterator rows = rows("a2", "b0", "c1");
    List<String> read = new ArrayList<>();
    rows.forEachRemaining(row -> read.add(row.getString(0)));
    assertThat(read).containsExactly("a20", "a21", "c10");
    assertThat(events)
        .containsExactly("open a2", "close a2", "open b0", "close b0", "open c1", "close c1");
    assertThat(rows.hasNext()).isFalse();
    assertThatThrownBy(rows::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void opensAFileWhenItsRowsAreNeeded() {
    SliceIterator rows = rows("a1", "b1");
    assertThat(events).isEmpty();
    assertThat(rows.next().getString(0)).isEqualTo("a10");
    assertThat(events).containsExactly("open a1");
  }

  @Test
  void aTaskThatStopsEarlyClosesItsFile() {
    SliceIterator rows = rows("a3", "b1");
    rows.next();
    rows.close();
    rows.close();
    assertThat(events).containsExactly("open a3", "close a3");
  }

  @Test
  void errorsNameTheFile() {
    assertThatThrownBy(rows("a0", "damaged")::hasNext)
        .isInstanceOf(JobException.class)
        .hasMessage("damaged: not JSON");
    assertThatThrownBy(rows("truncated")::next)
        .isInstanceOf(JobException.class)
        .hasMessage("truncated: the file is truncated");
    SliceIterator broken = rows("x2");
    assertThatThrownBy(() -> broken.forEachRemaining(row -> {}))
        .isInstanceOf(JobException.class)
        .hasMessage("x2: the file is truncated");
  }
}
