package org.melange.spark.input;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.melange.corpus.DamagedInputException;
import org.melange.testing.WikidataDump;

/** Lines of files that are read in slices. */
class ByteLinesTest {

  private static final Configuration CONFIGURATION = InputFiles.configuration();
  private static final WikidataDump DUMP = WikidataDump.ofItems(400);

  @TempDir private Path dir;

  /** Streams of some lines, of one line, and one stream of several blocks of 100 kB. */
  @ParameterizedTest
  @CsvSource({"dump.json.bz2,30000", "dump.json.bz2,900", "dump.json.bz2,9999999", "dump.json,1"})
  void everyLineIsReadOnceInSlicesOfAnySize(String name, int streamBytes) throws IOException {
    Path file = DUMP.write(dir.resolve(name), name.endsWith(".json") ? 9_999_999 : streamBytes);
    List<String> expected = Arrays.asList(DUMP.text().split("\n", -1));
    expected = expected.subList(0, expected.size() - 1);
    for (int bytes = 1_000; bytes <= 100_000; bytes = bytes * 3 / 2 + 1) {
      assertThat(inSlices(file, bytes)).as("slices of %d bytes", bytes).isEqualTo(expected);
    }
  }

  @Test
  void terminatorsOfOtherSystemsEndLines() throws IOException {
    Path file = Files.writeString(dir.resolve("a.json"), "one\rtwo\r\nthree\n\nfour");
    assertThat(lines(file, 0, Files.size(file))).containsExactly("one", "two", "three", "", "four");
  }

  @Test
  void ofALongLineTheBeginningIsKept() throws IOException {
    Path file = Files.writeString(dir.resolve("a.json"), "x".repeat(2_000) + "\nshort");
    try (ByteLines lines = ByteLines.open(slice(file, 0, Files.size(file)), CONFIGURATION, 1_000)) {
      assertThat(lines.next()).isTrue();
      assertThat(lines.complete()).isFalse();
      assertThat(lines.length()).isEqualTo(1_000);
      assertThat(lines.size()).isEqualTo(2_001);
      assertThat(lines.next()).isTrue();
      assertThat(lines.complete()).isTrue();
    }
  }

  @Test
  void aFileThatIsNotBzip2IsDamaged() throws IOException {
    Path file = Files.writeString(dir.resolve("a.json.bz2"), "{\"id\":\"Q1\"}");
    assertThatThrownBy(() -> lines(file, 0, Files.size(file)))
        .isInstanceOf(DamagedInputException.class)
        .hasMessageContaining("not compressed with bzip2");
  }

  private static List<String> inSlices(Path file, int bytes) throws IOException {
    List<String> all = new ArrayList<>();
    for (long start = 0; start < Files.size(file); start += bytes) {
      all.addAll(lines(file, start, Math.min(Files.size(file), start + bytes)));
    }
    return all;
  }

  private static List<String> lines(Path file, long start, long end) throws IOException {
    List<String> found = new ArrayList<>();
    try (ByteLines lines = ByteLines.open(slice(file, start, end), CONFIGURATION, 1 << 20)) {
      while (lines.next()) {
        found.add(new String(lines.bytes(), 0, lines.length(), UTF_8));
      }
    }
    return found;
  }

  private static FileSlice slice(Path file, long start, long end) throws IOException {
    return new FileSlice(
        new InputFile(file.toUri().toString(), Files.size(file), 0, ""), start, end);
  }
}
