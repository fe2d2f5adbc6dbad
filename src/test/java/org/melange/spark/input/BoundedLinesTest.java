package org.melange.spark.input;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines of files, whole or in parts, however long. */
class BoundedLinesTest {

  private static final Configuration CONFIGURATION = InputFiles.configuration();

  @TempDir private Path dir;

  /** Wherever a file is divided, each line is read once, and in order. */
  @Test
  void slicesGiveEachLineOnce() throws IOException {
    String text = "one\r\ntwo\n\n\u00e4\u20ac\uD83C\uDF0D\rfour\r\n\rlast";
    byte[] bytes = text.getBytes(UTF_8);
    Path file = Files.write(dir.resolve("a.jsonl"), bytes);
    List<String> whole = read(file, 0, bytes.length);
    assertThat(whole)
        .containsExactly("one", "two", "", "\u00e4\u20ac\uD83C\uDF0D", "four", "", "last");
    for (int first = 1; first < bytes.length; first++) {
      for (int second = first; second < bytes.length; second++) {
        List<String> parts = new ArrayList<>(read(file, 0, first));
        parts.addAll(read(file, first, second));
        parts.addAll(read(file, second, bytes.length));
        assertThat(parts).as("divided at %d and %d", first, second).isEqualTo(whole);
      }
    }
  }

  @Test
  void linesAcrossBuffersAreComplete() throws IOException {
    Random random = new Random(3);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      lines.add("x".repeat(random.nextInt(3_000)) + i);
    }
    Path file = Files.writeString(dir.resolve("a.jsonl"), String.join("\r\n", lines));
    long size = Files.size(file);
    List<String> read = new ArrayList<>();
    for (long start = 0; start < size; start += 60_001) {
      read.addAll(read(file, start, Math.min(size, start + 60_001)));
    }
    assertThat(read).isEqualTo(lines);
  }

  /** What is beyond the limit is not held: the line is two thousand times as long as the limit. */
  @Test
  void onlyTheBeginningOfALineThatIsTooLongIsKept() throws IOException {
    String huge = "{\"post_id\": \"" + "y".repeat(2_000_000);
    Path file = Files.writeString(dir.resolve("a.jsonl"), "a\n" + huge + "\nb\n");
    for (long middle : new long[] {1, 2, 3, 1_000_000, 2_000_010}) {
      List<BoundedLines.Line> lines = lines(file, 0, middle);
      lines.addAll(lines(file, middle, Files.size(file)));
      assertThat(lines).extracting(BoundedLines.Line::complete).containsExactly(true, false, true);
      assertThat(lines.get(1).bytes()).isEqualTo(huge.length() + 1L);
      assertThat(huge).startsWith(lines.get(1).text());
      assertThat(lines.get(1).text()).hasSizeBetween(3_000, 4_000);
      assertThat(lines.get(2).text()).isEqualTo("b");
    }
  }

  @Test
  void aLineAsLongAsTheLimitIsComplete() throws IOException {
    String line = "\u20ac".repeat(1_000);
    Path file = Files.writeString(dir.resolve("a.jsonl"), line + "\n" + line + "\u20ac\u20ac");
    assertThat(lines(file, 0, Files.size(file)))
        .extracting(BoundedLines.Line::complete)
        .containsExactly(true, false);
  }

  @Test
  void compressedFilesAreReadCompletely() throws IOException {
    Path file = dir.resolve("a.jsonl.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write("a\nb\n".repeat(5_000).getBytes(UTF_8));
    }
    try (OutputStream out =
        new GZIPOutputStream(
            Files.newOutputStream(file, java.nio.file.StandardOpenOption.APPEND))) {
      out.write("second member".getBytes(UTF_8));
    }
    assertThat(read(file, 0, Files.size(file))).hasSize(10_001).endsWith("second member");
  }

  private List<String> read(Path file, long start, long end) throws IOException {
    return lines(file, start, end).stream().map(BoundedLines.Line::text).toList();
  }

  private static List<BoundedLines.Line> lines(Path file, long start, long end) throws IOException {
    List<BoundedLines.Line> lines = new ArrayList<>();
    FileSlice part = new FileSlice(new InputFile(file.toUri().toString(), end, 0, ""), start, end);
    try (BoundedLines read = BoundedLines.open(part, CONFIGURATION, 1_000)) {
      read.forEachRemaining(lines::add);
    }
    return lines;
  }
}
