package org.melange.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The chunks of a PNG file: what is kept, what is dropped and what is refused. */
class PngStreamTest {

  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final byte[] PIXELS = {1, 2, 3, 4};

  @Test
  void aFileOfThreeChunksIsKeptAsItIs() throws Exception {
    byte[] file = png(header(2), chunk("IDAT", PIXELS), chunk("IEND", new byte[0]));
    assertThat(PngStream.of(file).image()).isEqualTo(file);
    assertThat(PngStream.of(file).palette()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"iCCP", "tEXt", "zTXt", "tRNS", "gAMA", "eXIf", "x_9Z"})
  void chunksThatPillowIgnoresAreDropped(String type) throws Exception {
    byte[] plain = png(header(2), chunk("IDAT", PIXELS), chunk("IEND", new byte[0]));
    byte[] extra = chunk(type, new byte[300]);
    assertThat(
            PngStream.of(png(header(2), extra, chunk("IDAT", PIXELS), chunk("IEND", new byte[0])))
                .image())
        .isEqualTo(plain);
    assertThat(
            PngStream.of(png(header(2), chunk("IDAT", PIXELS), extra, chunk("IEND", new byte[0])))
                .image())
        .isEqualTo(plain);
  }

  @Test
  void pixelsAreAllChunksInARow() throws Exception {
    byte[] two =
        png(header(2), chunk("IDAT", PIXELS), chunk("IDAT", PIXELS), chunk("IEND", new byte[0]));
    assertThat(PngStream.of(two).image()).isEqualTo(two);
    byte[] apart =
        png(
            header(2),
            chunk("IDAT", PIXELS),
            chunk("tEXt", new byte[0]),
            chunk("IDAT", PIXELS),
            chunk("IEND", new byte[0]));
    assertThat(PngStream.of(apart).image())
        .isEqualTo(png(header(2), chunk("IDAT", PIXELS), chunk("IEND", new byte[0])));
  }

  @Test
  void theEndMayBeMissing() throws Exception {
    byte[] file = png(header(2), chunk("IDAT", PIXELS));
    assertThat(PngStream.of(file).image())
        .isEqualTo(png(header(2), chunk("IDAT", PIXELS), chunk("IEND", new byte[0])));
  }

  @Test
  void truncatedPixelsAreKeptInAValidChunk() throws Exception {
    byte[] file = png(header(2), chunk("IDAT", 1, 2, 3, 4, 5, 6, 7, 8, 9));
    byte[] part = Arrays.copyOf(file, file.length - 4 - 3);
    assertThat(PngStream.of(part).image())
        .isEqualTo(png(header(2), chunk("IDAT", 1, 2, 3, 4, 5, 6), chunk("IEND", new byte[0])));
  }

  @Test
  void theChecksumOfPixelsIsNotChecked() throws Exception {
    byte[] file = png(header(2), chunk("IDAT", PIXELS), chunk("IEND", new byte[0]));
    byte[] damaged = file.clone();
    damaged[file.length - 13] ^= 1;
    assertThat(PngStream.of(damaged).image()).isEqualTo(file);
  }

  @Test
  void otherChecksumsAre() {
    byte[] file = png(header(2), chunk("tEXt", PIXELS), chunk("IDAT", PIXELS));
    for (int at : new int[] {16, 8 + 25 + 9}) {
      byte[] damaged = file.clone();
      damaged[at] ^= 1;
      assertThat(error(damaged)).isEqualTo(ImageError.BROKEN);
    }
  }

  @Test
  void aPaletteIsReadForIndicesOnly() throws Exception {
    byte[] colors = {1, 2, 3, (byte) 0xff, 0, (byte) 0x80, 9};
    byte[] indexed = png(header(3), chunk("PLTE", colors), chunk("IDAT", PIXELS));
    int[] palette = PngStream.of(indexed).palette().orElseThrow();
    assertThat(palette).hasSize(256).startsWith(0x010203, 0xff0080, 0x020202, 0x030303);
    byte[] rgb = png(header(2), chunk("PLTE", colors), chunk("IDAT", PIXELS));
    assertThat(PngStream.of(rgb).palette()).isEmpty();
  }

  @Test
  void aPaletteOfMoreThan256ColorsIsCut() throws Exception {
    byte[] colors = new byte[3 * 300];
    Arrays.fill(colors, (byte) 7);
    byte[] file = png(header(3), chunk("PLTE", colors), chunk("IDAT", PIXELS));
    assertThat(PngStream.of(file).palette().orElseThrow()).hasSize(256).containsOnly(0x070707);
  }

  @Test
  void aFileThatEndsBeforeItsPixelsIsTruncated() {
    byte[] file = png(header(2), chunk("tEXt", PIXELS), chunk("IDAT", PIXELS));
    int pixels = file.length - 16;
    for (int length = 8; length < pixels + 12; length++) {
      assertThat(error(Arrays.copyOf(file, length)))
          .as("%d bytes", length)
          .isEqualTo(ImageError.TRUNCATED);
    }
  }

  @Test
  void halfAChunkBehindThePixelsIsTruncated() {
    byte[] text = chunk("tEXt", new byte[50]);
    byte[] file = png(header(2), chunk("IDAT", PIXELS), Arrays.copyOf(text, 30));
    assertThat(error(file)).isEqualTo(ImageError.TRUNCATED);
  }

  @Test
  void junkBehindThePixelsIsIgnored() throws Exception {
    byte[] plain = png(header(2), chunk("IDAT", PIXELS), chunk("IEND", new byte[0]));
    byte[] junk = {-1, -1, -1, -1, 0, 1, 2, 3, 4, 5, 6, 7};
    assertThat(PngStream.of(png(header(2), chunk("IDAT", PIXELS), junk)).image()).isEqualTo(plain);
  }

  @Test
  void anEndOrAnUnnamedChunkBeforeThePixelsIsBroken() {
    assertThat(error(png(header(2), chunk("IEND", new byte[0]), chunk("IDAT", PIXELS))))
        .isEqualTo(ImageError.BROKEN);
    assertThat(error(png(header(2), chunk("a b!", PIXELS)))).isEqualTo(ImageError.BROKEN);
    assertThat(error(png(header(2), new byte[20]))).isEqualTo(ImageError.BROKEN);
  }

  @Test
  void anAbsurdLengthIsTruncatedAndNotAllocated() {
    for (long length : new long[] {0x7fffffffL, 0x80000000L, 0xffffffffL, 0xfffffff4L}) {
      byte[] chunk = new ByteWriter().big(length, 4).text("tEXt").zeros(20).toBytes();
      assertThat(error(png(header(2), chunk))).isEqualTo(ImageError.TRUNCATED);
    }
  }

  @Test
  void anAbsurdLengthOfPixelsIsWhatTheFileHolds() throws Exception {
    byte[] pixels = new ByteWriter().big(0xffffffffL, 4).text("IDAT").bytes(PIXELS).toBytes();
    byte[] kept = PngStream.of(png(header(2), pixels)).image();
    assertThat(kept).isEqualTo(png(header(2), chunk("IDAT", PIXELS), chunk("IEND", new byte[0])));
  }

  @Test
  void damagedBytesAreReadOrRefused() {
    Random random = new Random(43);
    byte[] whole =
        png(header(3), chunk("PLTE", 1, 2, 3), chunk("IDAT", PIXELS), chunk("IEND", new byte[0]));
    for (int i = 0; i < 5000; i++) {
      byte[] file = whole.clone();
      for (int j = 0; j < 1 + i % 3; j++) {
        file[8 + random.nextInt(file.length - 8)] = (byte) random.nextInt();
      }
      try {
        assertThat(PngStream.of(file).image())
            .startsWith(SIGNATURE)
            .hasSizeLessThan(2 * file.length);
      } catch (ImageException e) {
        assertThat(e.error()).isIn(ImageError.TRUNCATED, ImageError.BROKEN);
      }
    }
  }

  private static byte[] png(byte[]... chunks) {
    ByteWriter out = new ByteWriter().bytes(SIGNATURE);
    for (byte[] chunk : chunks) {
      out.bytes(chunk);
    }
    return out.toBytes();
  }

  /** The header of one pixel of a color type: 2 is RGB, 3 is indices. */
  private static byte[] header(int colorType) {
    return chunk(
        "IHDR", new ByteWriter().big(1, 4).big(1, 4).bytes(8, colorType, 0, 0, 0).toBytes());
  }

  private static byte[] chunk(String type, int... content) {
    return chunk(type, new ByteWriter().bytes(content).toBytes());
  }

  private static byte[] chunk(String type, byte[] content) {
    byte[] summed = new ByteWriter().text(type).bytes(content).toBytes();
    CRC32 sum = new CRC32();
    sum.update(summed);
    return new ByteWriter().big(content.length, 4).bytes(summed).big(sum.getValue(), 4).toBytes();
  }

  private static ImageError error(byte[] file) {
    ImageException[] thrown = new ImageException[1];
    assertThatThrownBy(() -> PngStream.of(file))
        .isInstanceOfSatisfying(ImageException.class, e -> thrown[0] = e);
    return thrown[0].error();
  }
}
