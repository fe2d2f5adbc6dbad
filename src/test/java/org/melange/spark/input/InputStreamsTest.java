package org.melange.spark.input;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.melange.corpus.DamagedInputException;

/** Files that are what their names say, and others. */
class InputStreamsTest {

  private static final byte[] TEXT = "{\"post_id\": \"p\", \"text\": \"t\"}\n".getBytes(UTF_8);

  private static final Configuration CONFIGURATION = InputFiles.configuration();

  @TempDir private Path dir;

  @Test
  void compressedTextIsRead() throws IOException {
    assertThat(read("a.jsonl", TEXT)).isEqualTo(TEXT);
    assertThat(read("a.jsonl.gz", gzip(TEXT))).isEqualTo(TEXT);
    ByteArrayOutputStream bzip2 = new ByteArrayOutputStream();
    try (OutputStream out = new BZip2CompressorOutputStream(bzip2)) {
      out.write(TEXT);
    }
    assertThat(read("a.jsonl.bz2", bzip2.toByteArray())).isEqualTo(TEXT);
    assertThat(read("empty.jsonl", new byte[0])).isEmpty();
    assertThat(read("a:b [1].jsonl", TEXT)).isEqualTo(TEXT);
  }

  @Test
  void aFileThatDoesNotFitItsNameIsRejected() throws IOException {
    assertRefused(
        "a.jsonl.gz", TEXT, "the name ends in .gz, but the file is not compressed with gzip");
    assertRefused("empty.gz", new byte[0], "but the file is not compressed with gzip: it is empty");
    assertRefused("a.bz2", gzip(TEXT), "the name ends in .bz2");
    assertRefused(
        "a.jsonl", gzip(TEXT), "is compressed with gzip, but its name does not end in .gz");
    assertRefused("twice.gz", gzip(gzip(TEXT)), "is compressed with gzip");
    assertRefused(
        "wide.gz", gzip(new String(TEXT, UTF_8).getBytes(StandardCharsets.UTF_16)), "UTF-16");
  }

  @ParameterizedTest
  @CsvSource({
    "fd377a585a000004, compressed with xz",
    "28b52ffd00000000, compressed with Zstandard",
    "425a683931415926, compressed with bzip2",
    "504b030414000000, a zip archive",
    "5041523115041500, Parquet",
  })
  void anErrorNamesTheFormatOfTheFile(String head, String what) throws IOException {
    assertRefused("a.jsonl", HexFormat.of().parseHex(head), "the file is " + what);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "x-UTF-16LE-BOM"})
  void anErrorNamesTheEncodingOfTheFile(String charset) throws IOException {
    byte[] wide = new String(TEXT, UTF_8).getBytes(Charset.forName(charset));
    assertRefused("a.jsonl", wide, "the file is UTF-16 text, not UTF-8; convert it");
  }

  /** Wherever it was truncated or changed, a compressed file does not pass for a shorter one. */
  @Test
  void aDamagedArchiveIsNotReadToItsEnd() throws IOException {
    byte[] text = new byte[20_000];
    Random random = new Random(7);
    for (int i = 0; i < text.length; i++) {
      text[i] = (byte) ('a' + random.nextInt(20));
    }
    byte[] whole = gzip(text);
    for (int length = 1; length < whole.length; length += 97) {
      byte[] truncated = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read("a.gz", truncated))
          .as("%d bytes", truncated.length)
          .isInstanceOf(DamagedInputException.class);
    }
    byte[] changed = whole.clone();
    changed[whole.length / 2] ^= 0x10;
    assertRefused("a.gz", changed, "the compressed file is damaged");
  }

  private byte[] read(String name, byte[] content) throws IOException {
    Path file = Files.write(dir.resolve(name), content);
    try (InputStream in = InputStreams.open("file:" + file, CONFIGURATION)) {
      return in.readAllBytes();
    }
  }

  private void assertRefused(String name, byte[] content, String message) {
    assertThatThrownBy(() -> read(name, content))
        .isInstanceOf(DamagedInputException.class)
        .hasMessageContaining(message);
  }

  private static byte[] gzip(byte[] text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text);
    }
    return bytes.toByteArray();
  }
}
