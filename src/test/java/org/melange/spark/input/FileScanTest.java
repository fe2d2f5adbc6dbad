package org.melange.spark.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** How files are divided among tasks. */
class FileScanTest {

  private static final long MIB = 1L << 20;

  /** A format whose files can be divided if their names say so. */
  private static final class Format implements RecordFormat {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean splits(InputFile file) {
      return file.path().startsWith("split");
    }

    @Override
    public RecordReader<Row> open(FileSlice slice, Configuration configuration) {
      throw new UnsupportedOperationException();
    }
  }

  private static List<FileSlice[]> plan(List<InputFile> files, long largest, int parallelism) {
    return FileScan.plan(files, new Format(), largest, parallelism);
  }

  private static InputFile file(String name, long length) {
    return new InputFile(name, length, 0, "base");
  }

  @Test
  void everyByteIsInExactlyOneSlice() {
    Random random = new Random(11);
    for (int round = 0; round < 300; round++) {
      List<InputFile> files = new ArrayList<>();
      for (int i = random.nextInt(20); i >= 0; i--) {
        long length = random.nextInt(4) == 0 ? 0 : random.nextLong(200 * MIB);
        files.add(file((random.nextBoolean() ? "split" : "whole") + i, length));
      }
      long largest = 1 + random.nextLong(100 * MIB);
      List<FileSlice[]> tasks = plan(files, largest, 1 + random.nextInt(16));
      assertCovered(files, tasks.stream().flatMap(Arrays::stream).toList());
      assertThat(tasks).noneMatch(task -> task.length == 0);
    }
  }

  private static void assertCovered(List<InputFile> files, List<FileSlice> slices) {
    int next = 0;
    for (InputFile file : files) {
      long position = 0;
      boolean first = true;
      while (first || position < file.length()) {
        FileSlice slice = slices.get(next++);
        assertThat(slice.path()).isEqualTo(file.path());
        assertThat(slice.base()).isEqualTo("base");
        assertThat(slice.start()).isEqualTo(position);
        assertThat(slice.end() - slice.start())
            .isBetween(file.length() == 0 ? 0L : 1L, file.length());
        position = slice.end();
        first = false;
      }
      assertThat(position).isEqualTo(file.length());
    }
    assertThat(slices).hasSize(next);
  }

  @Test
  void largeFilesAreDividedUnlessTheirFormatForbidsIt() {
    List<InputFile> files = List.of(file("split", 100 * MIB), file("whole", 100 * MIB));
    List<FileSlice[]> tasks = plan(files, 10 * MIB, 1);
    assertThat(tasks).hasSize(11);
    assertThat(tasks.get(10)[0].end() - tasks.get(10)[0].start()).isEqualTo(100 * MIB);
  }

  @Test
  void smallFilesShareTasksSoThatAllCoresHaveWork() {
    List<InputFile> files = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      files.add(file("split" + i, 1_000));
    }
    assertThat(plan(files, 128 * MIB, 4)).hasSizeBetween(4, 5);
    assertThat(plan(files, 128 * MIB, 1)).hasSizeBetween(4, 5); // 100 files cost over 400 MiB
    assertThat(plan(files.subList(0, 3), 128 * MIB, 1_000)).hasSize(3);
  }

  @Test
  void anInputOfEmptyFilesStillHasATask() {
    List<FileSlice[]> tasks = plan(List.of(file("split", 0)), 128 * MIB, 8);
    assertThat(tasks).hasSize(1);
    assertThat(tasks.get(0)).hasSize(1);
    assertThat(tasks.get(0)[0].end()).isZero();
  }
}
