package org.melange.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The header of a GIF file: its screen, its extensions and the descriptor of its first frame. */
class GifScreenTest {

  private static final int TWO_COLORS = 0x80;
  private static final int INTERLACED = 0x40;

  @Test
  void theScreenHasTheSizeOfItsHeader() throws Exception {
    GifScreen screen = GifScreen.of(frame(header(7, 5, TWO_COLORS), 0, 0, 7, 5, 0));
    assertThat(screen.width()).isEqualTo(7);
    assertThat(screen.height()).isEqualTo(5);
    assertThat(screen.interlaced()).isFalse();
    assertThat(screen.descriptor()).isEqualTo(13 + 6);
  }

  @Test
  void theScreenGrowsToAFrameThatReachesBeyondIt() throws Exception {
    GifScreen screen = GifScreen.of(frame(header(4, 9, TWO_COLORS), 3, 2, 10, 5, 0));
    assertThat(screen.width()).isEqualTo(13);
    assertThat(screen.height()).isEqualTo(9);
    assertThat(screen.x()).isEqualTo(3);
    assertThat(screen.y()).isEqualTo(2);
  }

  @Test
  void theGlobalPaletteIsReadAndFilledUpWithGreys() throws Exception {
    GifScreen screen = GifScreen.of(frame(header(1, 1, TWO_COLORS), 0, 0, 1, 1, 0));
    assertThat(screen.palette()).hasSize(256);
    assertThat(screen.palette()[0]).isEqualTo(0x010203);
    assertThat(screen.palette()[1]).isEqualTo(0x040506);
    assertThat(screen.palette()[2]).isEqualTo(0x020202);
    assertThat(screen.palette()[255]).isEqualTo(0xffffff);
  }

  @Test
  void theLocalPaletteOverridesTheGlobalOne() throws Exception {
    GifScreen screen = GifScreen.of(frame(header(1, 1, TWO_COLORS), 0, 0, 1, 1, TWO_COLORS));
    assertThat(screen.palette()[0]).isEqualTo(0x0a0b0c);
    assertThat(screen.palette()[1]).isEqualTo(0x0d0e0f);
  }

  @Test
  void aFileWithoutAPaletteIsGrey() throws Exception {
    GifScreen screen = GifScreen.of(frame(header(1, 1, 0), 0, 0, 1, 1, 0));
    assertThat(screen.palette()[0]).isZero();
    assertThat(screen.palette()[77]).isEqualTo(77 * 0x010101);
  }

  @Test
  void theTransparentIndexIsTheBackground() throws Exception {
    ByteWriter transparent = header(9, 9, TWO_COLORS).bytes('!', 0xf9, 4, 1, 0, 0, 1, 0);
    assertThat(GifScreen.of(frame(transparent, 0, 0, 1, 1, 0)).background()).isEqualTo(1);
    ByteWriter opaque = header(9, 9, TWO_COLORS).bytes('!', 0xf9, 4, 0, 0, 0, 1, 0);
    assertThat(GifScreen.of(frame(opaque, 0, 0, 1, 1, 0)).background()).isZero();
  }

  @Test
  void extensionsOfAnyLengthAreSkipped() throws Exception {
    ByteWriter comment = header(2, 2, TWO_COLORS).bytes('!', 0xfe, 255).zeros(255);
    comment.bytes(3, 'a', 'b', 'c', 0).bytes('!', 0xff, 0);
    GifScreen screen = GifScreen.of(frame(comment, 1, 0, 1, 1, 0));
    assertThat(screen.x()).isEqualTo(1);
  }

  @Test
  void aFileThatEndsAnywhereBeforeTheEndOfTheFrameIsTruncated() {
    byte[] file = frame(header(2, 2, TWO_COLORS).bytes('!', 0xfe, 1, 7, 0), 0, 0, 2, 2, 0x80);
    for (int length = 10; length < file.length; length++) {
      byte[] part = Arrays.copyOf(file, length);
      assertThat(error(part)).as("%d bytes", length).isEqualTo(ImageError.TRUNCATED);
    }
  }

  @Test
  void aFileWithoutAFrameIsBroken() {
    assertThat(error(header(2, 2, TWO_COLORS).text(";").toBytes())).isEqualTo(ImageError.BROKEN);
    assertThat(error(header(2, 2, 0).text("x").toBytes())).isEqualTo(ImageError.BROKEN);
  }

  @Test
  void aSubBlockThatReachesBeyondTheFileIsTruncated() {
    byte[] file = header(2, 2, 0).bytes('!', 0xfe, 200, 1, 2, 3).toBytes();
    assertThat(error(file)).isEqualTo(ImageError.TRUNCATED);
  }

  @Test
  void randomBytesAreScannedOrRefused() {
    Random random = new Random(43);
    int scanned = 0;
    for (int i = 0; i < 2000; i++) {
      byte[] file = new byte[random.nextInt(200)];
      random.nextBytes(file);
      if (file.length > 13) {
        file[10] = 0;
        file[13] = ',';
      }
      try {
        GifScreen screen = GifScreen.of(file);
        assertThat(screen.descriptor()).isLessThan(file.length);
        assertThat(screen.palette()).hasSize(256);
        scanned++;
      } catch (ImageException e) {
        assertThat(e.error()).isIn(ImageError.TRUNCATED, ImageError.BROKEN);
      }
    }
    assertThat(scanned).isPositive();
  }

  @Test
  void theInterlaceFlagIsClearedInACopyOnly() throws Exception {
    byte[] file = frame(header(3, 9, TWO_COLORS), 0, 0, 3, 9, INTERLACED);
    GifScreen screen = GifScreen.of(file);
    assertThat(screen.interlaced()).isTrue();
    byte[] sequential = screen.sequential(file);
    assertThat(GifScreen.of(sequential).interlaced()).isFalse();
    assertThat(GifScreen.of(file).interlaced()).isTrue();
    byte[] plain = frame(header(3, 9, TWO_COLORS), 0, 0, 3, 9, 0);
    assertThat(GifScreen.of(plain).sequential(plain)).isSameAs(plain);
  }

  /** Rows 0, 8, …; then 4, 12, …; then 2, 6, …; then 1, 3, … (GIF89a, appendix E). */
  @Test
  void interlacedRowsAreSortedForEveryHeight() throws Exception {
    for (int height = 1; height <= 40; height++) {
      byte[] rgb = new byte[3 * height];
      int coded = 0;
      for (int[] pass : new int[][] {{0, 8}, {4, 8}, {2, 4}, {1, 2}}) {
        for (int row = pass[0]; row < height; row += pass[1]) {
          Arrays.fill(rgb, 3 * coded, 3 * coded + 3, (byte) row);
          coded++;
        }
      }
      GifScreen screen =
          GifScreen.of(frame(header(1, height, TWO_COLORS), 0, 0, 1, height, INTERLACED));
      RgbImage arranged = screen.arrange(new RgbImage(1, height, rgb));
      for (int row = 0; row < height; row++) {
        assertThat(arranged.sample(0, row, 1)).as("row %d of %d", row, height).isEqualTo(row);
      }
    }
  }

  @Test
  void aSmallFrameIsSurroundedByTheBackgroundColor() throws Exception {
    GifScreen screen = GifScreen.of(frame(header(3, 2, TWO_COLORS), 1, 1, 1, 1, 0));
    RgbImage arranged = screen.arrange(new RgbImage(1, 1, new byte[] {90, 91, 92}));
    assertThat(arranged.width()).isEqualTo(3);
    assertThat(arranged.sample(1, 1, 2)).isEqualTo(92);
    assertThat(arranged.sample(0, 0, 0)).isEqualTo(1);
    assertThat(arranged.sample(2, 1, 2)).isEqualTo(3);
  }

  private static ByteWriter header(int width, int height, int flags) {
    ByteWriter out = new ByteWriter().text("GIF89a").little(width, 2).little(height, 2);
    out.bytes(flags, 0, 0);
    return flags == 0 ? out : out.bytes(1, 2, 3, 4, 5, 6);
  }

  /** A frame of no pixels behind what was written. */
  private static byte[] frame(ByteWriter out, int x, int y, int width, int height, int flags) {
    out.text(",").little(x, 2).little(y, 2).little(width, 2).little(height, 2).bytes(flags);
    if ((flags & 0x80) != 0) {
      out.bytes(10, 11, 12, 13, 14, 15);
    }
    return out.bytes(2, 1, 0, 0).toBytes();
  }

  private static ImageError error(byte[] file) {
    ImageException[] thrown = new ImageException[1];
    assertThatThrownBy(() -> GifScreen.of(file))
        .isInstanceOfSatisfying(ImageException.class, e -> thrown[0] = e);
    return thrown[0].error();
  }
}
