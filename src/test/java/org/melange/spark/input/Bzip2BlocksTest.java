package org.melange.spark.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Random;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.Test;

/** Marks and checksums of blocks, in whatever ranges a file is read. */
class Bzip2BlocksTest {

  /** Streams of some random texts, of several blocks each; the last has none. */
  private static byte[] compressed(int... lengths) throws IOException {
    Random random = new Random(43);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int length : lengths) {
      byte[] text = new byte[length];
      random.nextBytes(text);
      try (OutputStream out = new BZip2CompressorOutputStream(all, 1)) {
        out.write(text);
      }
    }
    return all.toByteArray();
  }

  private static Bzip2Blocks read(byte[] file, int step) throws IOException {
    Bzip2Blocks blocks = Bzip2Blocks.NONE;
    for (int start = 0; start < file.length; start += step) {
      byte[] rest = Arrays.copyOfRange(file, start, file.length);
      blocks =
          blocks.then(
              Bzip2Blocks.of(new ByteArrayInputStream(rest), Math.min(step, file.length - start)));
    }
    return blocks;
  }

  @Test
  void completeFilesHaveNoFault() throws IOException {
    byte[] file = compressed(250_000, 10, 99_000, 0);
    for (int step : new int[] {1_000, 1_001, 100_000, file.length}) {
      assertThat(read(file, step).fault()).as("ranges of %d", step).isEmpty();
    }
    byte[] small = compressed(10, 0, 20);
    for (int step = 1; step <= small.length; step++) {
      assertThat(read(small, step).fault()).as("ranges of %d", step).isEmpty();
    }
  }

  @Test
  void everyBitOfAMarkAndOfAChecksumCounts() throws IOException {
    byte[] file = compressed(250_000, 10, 99_000);
    Random random = new Random(44);
    int marked = 0;
    for (int at = 0; at < 8 * file.length; at++) {
      if (!isMark(file, at)) {
        continue;
      }
      marked++;
      for (int bit = at; bit < at + 80; bit++) {
        byte[] damaged = file.clone();
        damaged[bit / 8] ^= (byte) (0x80 >> bit % 8);
        assertThat(read(damaged, 1 + random.nextInt(file.length)).fault())
            .as("bit %d of the mark at %d", bit - at, at)
            .isPresent();
      }
    }
    assertThat(marked).isEqualTo(3 + 1 + 1 + 3);
  }

  private static boolean isMark(byte[] file, int at) {
    long bits = 0;
    for (int bit = at; bit < at + 48 && bit < 8 * file.length; bit++) {
      bits = bits << 1 | (file[bit / 8] >> (7 - bit % 8) & 1);
    }
    return bits == 0x3141_5926_5359L || bits == 0x1772_4538_5090L;
  }

  @Test
  void aFileWithoutItsEndHasAFault() throws IOException {
    byte[] file = compressed(250_000);
    for (int length : new int[] {0, 4, 20, 100_000, file.length - 11}) {
      assertThat(read(Arrays.copyOf(file, length), 70_000).fault())
          .hasValue("the end of its last bzip2 stream is missing");
    }
  }
}
