package org.melange.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;

/** Generates dumps of Wikidata: an array with an entity a line. */
public final class WikidataDump {

  private static final int RANDOM_CHARS = 400;

  private final List<String> lines = new ArrayList<>();

  /** A dump of items that are instances of Q5, with labels in English and German. */
  public static WikidataDump ofItems(int count) {
    WikidataDump dump = new WikidataDump();
    LongStream.rangeClosed(1, count).forEach(id -> dump.add(new WikidataEntity(id).type(5)));
    return dump;
  }

  /** Adds an entity. */
  public WikidataDump add(WikidataEntity entity) {
    return line(entity.json());
  }

  /** Adds a line as it is; a comma is added if another line follows. */
  public WikidataDump line(String line) {
    lines.add(line);
    return this;
  }

  /** The text of the dump. */
  public String text() {
    return "[\n" + String.join(",\n", lines) + "\n]\n";
  }

  /** Writes the dump; compressed as the name says. */
  public Path write(Path file) {
    return write(file, text().getBytes(UTF_8).length);
  }

  /** Writes the dump as gzip members or bzip2 streams of {@code bytes} each. */
  public Path write(Path file, int bytes) {
    try {
      byte[] text = text().getBytes(UTF_8);
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      for (int start = 0; start < text.length; start += bytes) {
        all.write(
            compressed(
                file.toString(),
                Arrays.copyOfRange(text, start, Math.min(text.length, start + bytes))));
      }
      return Files.write(file, all.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] compressed(String name, byte[] text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out =
        name.endsWith(".gz")
            ? new GZIPOutputStream(bytes)
            : name.endsWith(".bz2") ? new BZip2CompressorOutputStream(bytes, 1) : bytes) {
      out.write(text);
    }
    return bytes.toByteArray();
  }

  /** Text that does not compress well, the same for the same {@code seed}. */
  static String noise(long seed) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < RANDOM_CHARS; i++) {
      text.append((char) ('a' + random.nextInt(26)));
    }
    return text.toString();
  }
}
