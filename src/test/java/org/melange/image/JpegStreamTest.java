package org.melange.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The segments of a JPEG file: what is kept, what is dropped and what is refused. */
class JpegStreamTest {

  private static final int BASELINE = 0xc0;
  private static final int PROGRESSIVE = 0xc2;
  private static final int ADOBE = 0xee;
  private static final int[] DATA = {7, 8, 0xff, 0, 9, 0xff, 0xd3, 10};

  @Test
  void aFileOfOneScanIsKeptAsItIs() throws Exception {
    byte[] file = jpeg(frame(BASELINE, 1, 2, 3), scan(3, DATA), end());
    JpegStream stream = JpegStream.of(file);
    assertThat(stream.image()).isEqualTo(file);
    assertThat(stream.ended()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0xe1, 0xe2, 0xed, 0xef, 0xfe})
  void profilesTextAndThumbnailsAreDropped(int marker) throws Exception {
    byte[] plain = jpeg(frame(BASELINE, 1, 2, 3), scan(3, DATA), end());
    byte[] file =
        jpeg(segment(marker, new byte[500]), frame(BASELINE, 1, 2, 3), scan(3, DATA), end());
    assertThat(JpegStream.of(file).image()).isEqualTo(plain);
  }

  @Test
  void whatFollowsTheEndMarkerIsDropped() throws Exception {
    byte[] plain = jpeg(frame(BASELINE, 1), scan(1, DATA), end());
    byte[] file = jpeg(frame(BASELINE, 1), scan(1, DATA), end(), new byte[] {1, 2, 3, -1, -40});
    assertThat(JpegStream.of(file).image()).isEqualTo(plain);
  }

  @Test
  void fillBytesAndJunkBetweenSegmentsAreDropped() throws Exception {
    byte[] plain = jpeg(frame(BASELINE, 1), scan(1, DATA), end());
    byte[] filled = jpeg(new byte[] {5, 6, -1, -1}, frame(BASELINE, 1), scan(1, DATA), end());
    assertThat(JpegStream.of(filled).image()).isEqualTo(plain);
  }

  @Test
  void allScansAreKept() throws Exception {
    byte[] file =
        jpeg(frame(PROGRESSIVE, 1, 2, 3), scan(3, DATA), scan(1, DATA), scan(1, DATA), end());
    assertThat(JpegStream.of(file).image()).isEqualTo(file);
  }

  @Test
  void thousandsOfScansAreBroken() {
    byte[][] parts = new byte[203][];
    Arrays.fill(parts, scan(1, 7));
    parts[0] = frame(PROGRESSIVE, 1, 2, 3);
    parts[202] = end();
    assertThat(error(jpeg(parts))).isEqualTo(ImageError.BROKEN);
  }

  @Test
  void aFileWithoutAScanIsBroken() {
    assertThat(error(jpeg(frame(BASELINE, 1), end()))).isEqualTo(ImageError.BROKEN);
    assertThat(error(jpeg(end()))).isEqualTo(ImageError.BROKEN);
  }

  @Test
  void anOnlyScanMayLackTheEndMarker() throws Exception {
    byte[] whole = jpeg(frame(BASELINE, 1, 2, 3), scan(3, DATA), end());
    byte[] open = jpeg(frame(BASELINE, 1, 2, 3), scan(3, DATA));
    JpegStream stream = JpegStream.of(open);
    assertThat(stream.ended()).isFalse();
    assertThat(stream.image()).isEqualTo(whole);
  }

  @Test
  void paddingInPlaceOfTheEndMarkerIsShortened() throws Exception {
    byte[] open = jpeg(frame(BASELINE, 1), scan(1, DATA), new byte[1000]);
    int image = JpegStream.of(open).image().length;
    assertThat(image).isEqualTo(open.length - 1000 + 16 + 2);
  }

  @Test
  void scansOfSomeChannelsNeedTheEndMarker() {
    assertThat(error(jpeg(frame(BASELINE, 1, 2, 3), scan(1, DATA))))
        .isEqualTo(ImageError.TRUNCATED);
    assertThat(error(jpeg(frame(PROGRESSIVE, 1), scan(1, DATA)))).isEqualTo(ImageError.TRUNCATED);
  }

  @Test
  void everyTruncationBeforeTheScanIsFound() {
    byte[] file = jpeg(segment(0xe0, new byte[9]), frame(BASELINE, 1, 2, 3), scan(3, DATA));
    int data = file.length - DATA.length;
    for (int length = 2; length < data; length++) {
      assertThat(error(Arrays.copyOf(file, length)))
          .as("%d bytes", length)
          .isEqualTo(ImageError.TRUNCATED);
    }
  }

  @Test
  void segmentsMustHoldTheirOwnLength() {
    byte[] none = {-1, (byte) 0xdb, 0, 0};
    byte[] one = {-1, (byte) 0xdb, 0, 1};
    assertThat(error(jpeg(none, scan(1, DATA)))).isEqualTo(ImageError.BROKEN);
    assertThat(error(jpeg(one, scan(1, DATA)))).isEqualTo(ImageError.BROKEN);
    byte[] beyond = {-1, (byte) 0xdb, 127, 127, 1, 2, 3};
    assertThat(error(jpeg(beyond))).isEqualTo(ImageError.TRUNCATED);
  }

  @Test
  void aFrameMustNameAllItsChannels() {
    byte[] frame = frame(BASELINE, 1, 2, 3);
    frame[9] = 4;
    assertThat(error(jpeg(frame, scan(1, DATA), end()))).isEqualTo(ImageError.BROKEN);
    byte[] tiny = segment(BASELINE, new byte[] {8, 0, 1, 0, 1});
    assertThat(error(jpeg(tiny, scan(1, DATA), end()))).isEqualTo(ImageError.BROKEN);
  }

  @ParameterizedTest
  @ValueSource(ints = {0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf})
  void otherProcessesAreUnsupported(int marker) {
    assertThat(error(jpeg(frame(marker, 1), scan(1, DATA), end())))
        .isEqualTo(ImageError.UNSUPPORTED);
  }

  @Test
  void twelveBitSamplesAreUnsupported() {
    byte[] frame = frame(0xc1, 1);
    frame[4] = 12;
    assertThat(error(jpeg(frame, scan(1, DATA), end()))).isEqualTo(ImageError.UNSUPPORTED);
  }

  @ParameterizedTest
  @CsvSource({"1, GRAY", "3, YCC", "4, CMYK"})
  void channelsAreNamedByTheirNumber(int channels, JpegColors expected) throws Exception {
    int[] ids = {1, 2, 3, 4};
    JpegStream stream =
        JpegStream.of(
            jpeg(frame(BASELINE, Arrays.copyOf(ids, channels)), scan(channels, DATA), end()));
    assertThat(stream.colors()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 5, 200})
  void otherNumbersOfChannelsAreUnsupported(int channels) throws Exception {
    JpegStream stream =
        JpegStream.of(jpeg(frame(BASELINE, new int[channels]), scan(channels, DATA), end()));
    assertThatThrownBy(stream::colors)
        .isInstanceOfSatisfying(
            ImageException.class, e -> assertThat(e.error()).isEqualTo(ImageError.UNSUPPORTED));
  }

  @ParameterizedTest
  @CsvSource({"0, 3, RGB", "1, 3, YCC", "2, 3, YCC", "0, 4, CMYK", "2, 4, YCCK", "1, 4, YCCK"})
  void adobesMarkerNamesTheColors(int transform, int channels, JpegColors expected)
      throws Exception {
    byte[] adobe =
        segment(ADOBE, new ByteWriter().text("Adobe").zeros(6).bytes(transform).toBytes());
    byte[] frame = frame(BASELINE, Arrays.copyOf(new int[] {1, 2, 3, 4}, channels));
    assertThat(JpegStream.of(jpeg(adobe, frame, scan(channels, DATA), end())).colors())
        .isEqualTo(expected);
  }

  @Test
  void jfifMeansLuminanceWhateverAdobeSays() throws Exception {
    byte[] adobe = segment(ADOBE, new ByteWriter().text("Adobe").zeros(7).toBytes());
    byte[] jfif = segment(0xe0, new ByteWriter().text("JFIF\0").zeros(9).toBytes());
    byte[] file = jpeg(jfif, adobe, frame(BASELINE, 'R', 'G', 'B'), scan(3, DATA), end());
    assertThat(JpegStream.of(file).colors()).isEqualTo(JpegColors.YCC);
  }

  @Test
  void channelsCalledRgbAreRgb() throws Exception {
    byte[] file = jpeg(frame(BASELINE, 'R', 'G', 'B'), scan(3, DATA), end());
    assertThat(JpegStream.of(file).colors()).isEqualTo(JpegColors.RGB);
  }

  @Test
  void damagedBytesAreReadOrRefused() {
    Random random = new Random(43);
    byte[] adobe = segment(ADOBE, new ByteWriter().text("Adobe").zeros(7).toBytes());
    byte[] whole = jpeg(adobe, frame(BASELINE, 1, 2, 3), scan(3, DATA), end());
    int refused = 0;
    for (int i = 0; i < 5000; i++) {
      byte[] file = whole.clone();
      for (int j = 0; j < 1 + i % 4; j++) {
        file[2 + random.nextInt(file.length - 2)] = (byte) random.nextInt();
      }
      try {
        assertThat(JpegStream.of(file).image()).hasSizeLessThanOrEqualTo(file.length + 2);
      } catch (ImageException e) {
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }

  private static byte[] jpeg(byte[]... parts) {
    ByteWriter out = new ByteWriter().bytes(0xff, 0xd8);
    for (byte[] part : parts) {
      out.bytes(part);
    }
    return out.toBytes();
  }

  private static byte[] segment(int marker, byte[] content) {
    return new ByteWriter().bytes(0xff, marker).big(content.length + 2, 2).bytes(content).toBytes();
  }

  /** A frame header of one pixel with channels called so. */
  private static byte[] frame(int marker, int... ids) {
    ByteWriter content = new ByteWriter().bytes(8, 0, 1, 0, 1, ids.length);
    for (int id : ids) {
      content.bytes(id, 0x11, 0);
    }
    return segment(marker, content.toBytes());
  }

  private static byte[] scan(int channels, int... data) {
    ByteWriter header = new ByteWriter().bytes(channels).zeros(2 * channels).bytes(0, 63, 0);
    return new ByteWriter().bytes(segment(0xda, header.toBytes())).bytes(data).toBytes();
  }

  private static byte[] end() {
    return new byte[] {-1, (byte) 0xd9};
  }

  private static ImageError error(byte[] file) {
    ImageException[] thrown = new ImageException[1];
    assertThatThrownBy(() -> JpegStream.of(file))
        .isInstanceOfSatisfying(ImageException.class, e -> thrown[0] = e);
    return thrown[0].error();
  }
}
