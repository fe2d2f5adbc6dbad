package org.melange.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The chunks of a WebP file (RIFF): the first frame and its place on the canvas. */
class WebpFileTest {

  private static final byte[] FRAME = {1, 2, 3, 4, 5, 6, 7};

  @Test
  void aSimpleFileIsItsOnlyChunk() throws Exception {
    WebpFile lossy = WebpFile.of(riff(chunk("VP8 ", FRAME)));
    assertThat(lossy).isEqualTo(new WebpFile(false, 12, 12 + 8 + 7, null, 0, 0));
    assertThat(WebpFile.of(riff(chunk("VP8L", FRAME))).lossless()).isTrue();
  }

  @Test
  void anExtendedFileHasACanvasAndSkipsOtherChunks() throws Exception {
    byte[] file = riff(extended(0, 20, 10), chunk("ICCP", 9, 9, 9), chunk("VP8L", FRAME));
    WebpFile found = WebpFile.of(file);
    assertThat(found.canvas()).isEqualTo(new WebpFile.Size(20, 10));
    assertThat(found.lossless()).isTrue();
    assertThat(file[found.begin()]).isEqualTo((byte) 'V');
    assertThat(found.end() - found.begin()).isEqualTo(8 + 7);
  }

  @Test
  void theFirstFrameOfAnAnimationHasAnOffset() throws Exception {
    byte[] frame =
        new ByteWriter()
            .little(3, 3)
            .little(2, 3)
            .zeros(10)
            .bytes(chunk("ALPH", 1, 2))
            .bytes(chunk("VP8 ", FRAME))
            .toBytes();
    WebpFile found = WebpFile.of(riff(extended(2, 20, 10), chunk("ANIM"), chunk("ANMF", frame)));
    assertThat(found.x()).isEqualTo(6);
    assertThat(found.y()).isEqualTo(4);
    assertThat(found.lossless()).isFalse();
  }

  @Test
  void theCanvasMayHaveSixteenMillionColumns() throws Exception {
    WebpFile found = WebpFile.of(riff(extended(0, 1 << 24, 1), chunk("VP8 ", FRAME)));
    assertThat(found.canvas()).isEqualTo(new WebpFile.Size(1 << 24, 1));
  }

  @Test
  void everyTruncationIsFound() {
    byte[] file = riff(extended(0, 20, 10), chunk("VP8 ", FRAME));
    for (int length = 12; length < file.length; length++) {
      byte[] part = Arrays.copyOf(file, length);
      assertThat(error(part)).as("%d bytes", length).isEqualTo(ImageError.TRUNCATED);
    }
  }

  @Test
  void aChunkLongerThanItsFileIsTruncated() {
    byte[] file = riff(chunk("VP8 ", FRAME));
    file[16] = (byte) 200;
    assertThat(error(file)).isEqualTo(ImageError.TRUNCATED);
    Arrays.fill(file, 16, 20, (byte) 0xff);
    assertThat(error(file)).isEqualTo(ImageError.TRUNCATED);
  }

  @Test
  void aFileWithoutAFrameIsBroken() {
    assertThat(error(riff())).isEqualTo(ImageError.BROKEN);
    assertThat(error(riff(chunk("EXIF", 1, 2, 3)))).isEqualTo(ImageError.BROKEN);
    assertThat(error(riff(extended(0, 4, 4)))).isEqualTo(ImageError.BROKEN);
    assertThat(error(riff(extended(2, 4, 4), chunk("VP8 ", FRAME)))).isEqualTo(ImageError.BROKEN);
  }

  @Test
  void headersThatAreTooShortAreBroken() {
    assertThat(error(riff(chunk("VP8X", 0, 0, 0), chunk("VP8 ", FRAME))))
        .isEqualTo(ImageError.BROKEN);
    assertThat(error(riff(extended(2, 4, 4), chunk("ANMF", new byte[15]))))
        .isEqualTo(ImageError.BROKEN);
  }

  @Test
  void aFrameMustLieOnItsCanvas() throws Exception {
    WebpFile file = new WebpFile(false, 0, 0, new WebpFile.Size(10, 8), 4, 2);
    file.checkFrame(6, 6);
    assertThatThrownBy(() -> file.checkFrame(7, 6)).isInstanceOf(ImageException.class);
    assertThatThrownBy(() -> file.checkFrame(6, 7)).isInstanceOf(ImageException.class);
    assertThatThrownBy(() -> file.checkFrame(Integer.MAX_VALUE, 1)).hasMessageContaining("beyond");
    new WebpFile(false, 0, 0, null, 0, 0).checkFrame(1 << 14, 1 << 14);
  }

  @Test
  void theFrameAloneIsAFileOfItsOwn() throws Exception {
    byte[] file = riff(extended(0, 20, 10), chunk("ICCP", 9, 9, 9), chunk("VP8L", FRAME));
    byte[] alone = WebpFile.of(file).alone(file);
    WebpFile found = WebpFile.of(alone);
    assertThat(found.begin()).isEqualTo(12);
    assertThat(found.canvas()).isNull();
    assertThat(Arrays.copyOfRange(alone, 20, 27)).isEqualTo(FRAME);
    assertThat(alone.length).isGreaterThanOrEqualTo(12 + 32).isEven();
  }

  @Test
  void damagedBytesAreReadOrRefused() {
    Random random = new Random(43);
    byte[] whole = riff(extended(2, 20, 10), chunk("ANMF", new byte[40]), chunk("VP8 ", FRAME));
    for (int i = 0; i < 5000; i++) {
      byte[] file = whole.clone();
      for (int j = 0; j < 1 + i % 4; j++) {
        file[random.nextInt(file.length)] = (byte) random.nextInt();
      }
      try {
        WebpFile found = WebpFile.of(file);
        assertThat(found.end()).isLessThanOrEqualTo(file.length);
        assertThat(found.begin()).isLessThan(found.end());
      } catch (ImageException e) {
        assertThat(e.error()).isIn(ImageError.TRUNCATED, ImageError.BROKEN);
      }
    }
  }

  private static byte[] riff(byte[]... chunks) {
    ByteWriter content = new ByteWriter().text("WEBP");
    for (byte[] chunk : chunks) {
      content.bytes(chunk);
    }
    byte[] bytes = content.toBytes();
    return new ByteWriter().text("RIFF").little(bytes.length, 4).bytes(bytes).toBytes();
  }

  private static byte[] extended(int flags, int width, int height) {
    byte[] content =
        new ByteWriter().bytes(flags, 0, 0, 0).little(width - 1, 3).little(height - 1, 3).toBytes();
    return chunk("VP8X", content);
  }

  private static byte[] chunk(String type, int... content) {
    return chunk(type, new ByteWriter().bytes(content).toBytes());
  }

  private static byte[] chunk(String type, byte[] content) {
    return new ByteWriter()
        .text(type)
        .little(content.length, 4)
        .bytes(content)
        .zeros(content.length % 2)
        .toBytes();
  }

  private static ImageError error(byte[] file) {
    ImageException[] thrown = new ImageException[1];
    assertThatThrownBy(() -> WebpFile.of(file))
        .isInstanceOfSatisfying(ImageException.class, e -> thrown[0] = e);
    return thrown[0].error();
  }
}
