package org.melange.image.vp8;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Headers of key frames, sound and hostile. */
class FrameHeaderTest {

  @Test
  void theSizeIsReadWithoutItsScale() throws Exception {
    byte[] frame = frame(0x4000 | 1234, 0xc000 | 567, settings(0, 40), new byte[20]);
    FrameHeader header = new FrameHeader(frame, 0, frame.length);
    assertThat(header.width).isEqualTo(1234);
    assertThat(header.height).isEqualTo(567);
    assertThat(header.segmentTree).isNull();
    assertThat(header.filter.off()).isTrue();
    assertThat(header.coefficients).isEqualTo(Vp8Tables.COEFFICIENTS);
  }

  @Test
  void aFrameMayBeginAnywhereInItsFile() throws Exception {
    byte[] frame = frame(3, 4, settings(0, 40), new byte[20]);
    byte[] file = new byte[frame.length + 30];
    Arrays.fill(file, (byte) 0xee);
    System.arraycopy(frame, 0, file, 11, frame.length);
    FrameHeader header = new FrameHeader(file, 11, 11 + frame.length);
    assertThat(header.width).isEqualTo(3);
    assertThat(header.height).isEqualTo(4);
  }

  @Test
  void quantizersAreLookedUpAndLimited() throws Exception {
    for (int index : new int[] {0, 1, 40, 126, 127}) {
      byte[] frame = frame(1, 1, settings(0, index), new byte[20]);
      Quantizer quantizer = new FrameHeader(frame, 0, frame.length).quantizers[3];
      assertThat(quantizer.lumaDc()).isEqualTo(Vp8Tables.DC_STEPS[index]);
      assertThat(quantizer.lumaAc()).isEqualTo(Vp8Tables.AC_STEPS[index]);
      assertThat(quantizer.meansDc()).isEqualTo(2 * Vp8Tables.DC_STEPS[index]);
      assertThat(quantizer.meansAc()).isEqualTo(Math.max(8, Vp8Tables.AC_STEPS[index] * 155 / 100));
      assertThat(quantizer.chromaDc()).isEqualTo(Math.min(132, Vp8Tables.DC_STEPS[index]));
      assertThat(quantizer.chromaAc()).isEqualTo(Vp8Tables.AC_STEPS[index]);
    }
  }

  @Test
  void changesOfAQuantizerMayReachBeyondTheTables() throws Exception {
    BoolEncoder bits = untilQuantizers(0).number(3, 7);
    for (int i = 0; i < 5; i++) {
      bits.optional(i % 2 == 0 ? -15 : 15, 4);
    }
    byte[] frame = frame(1, 1, probabilities(bits).finish(), new byte[20]);
    Quantizer quantizer = new FrameHeader(frame, 0, frame.length).quantizers[0];
    assertThat(quantizer.lumaDc()).isEqualTo(Vp8Tables.DC_STEPS[0]);
    assertThat(quantizer.meansDc()).isEqualTo(2 * Vp8Tables.DC_STEPS[18]);
    assertThat(quantizer.meansAc()).isEqualTo(8);
    assertThat(quantizer.chromaDc()).isEqualTo(Vp8Tables.DC_STEPS[18]);
    assertThat(quantizer.chromaAc()).isEqualTo(Vp8Tables.AC_STEPS[0]);
  }

  @Test
  void segmentsHaveTheirOwnQuantizers() throws Exception {
    BoolEncoder bits = new BoolEncoder().number(0, 2).flag(true).flag(true).flag(true).flag(false);
    bits.optional(-5, 7).optional(5, 7).flag(false).optional(100, 7);
    bits.flag(false).flag(false).flag(false).flag(false);
    bits.flag(true).number(7, 8).flag(false).flag(true).number(9, 8);
    bits.flag(false).number(0, 9).flag(false).number(0, 2).number(50, 7);
    bits.flag(false).flag(false).flag(false).flag(false).flag(false);
    byte[] frame = frame(1, 1, probabilities(bits).finish(), new byte[20]);
    FrameHeader header = new FrameHeader(frame, 0, frame.length);
    assertThat(header.segmentTree).containsExactly(7, 255, 9);
    assertThat(header.quantizers[0].lumaDc()).isEqualTo(Vp8Tables.DC_STEPS[45]);
    assertThat(header.quantizers[1].lumaDc()).isEqualTo(Vp8Tables.DC_STEPS[55]);
    assertThat(header.quantizers[2].lumaDc()).isEqualTo(Vp8Tables.DC_STEPS[50]);
    assertThat(header.quantizers[3].lumaDc()).isEqualTo(Vp8Tables.DC_STEPS[127]);
  }

  @Test
  void rowsTakeTurnsWithThePartitions() throws Exception {
    byte[] partitions = new byte[3 * 3 + 4 * 5];
    for (int i = 0; i < 3; i++) {
      partitions[3 * i] = 5;
    }
    byte[] frame = frame(1, 1, settings(2, 40), partitions);
    FrameHeader header = new FrameHeader(frame, 0, frame.length);
    for (int row = 0; row < 9; row++) {
      assertThat(header.tokens(row)).isSameAs(header.tokens(row % 4));
    }
    assertThat(header.tokens(0)).isNotSameAs(header.tokens(1));
  }

  @Test
  void everyTruncationOfTheHeaderIsFound() throws Exception {
    byte[] first = settings(0, 40);
    byte[] frame = frame(9, 9, first, new byte[1]);
    new FrameHeader(frame, 0, frame.length);
    for (int length = 0; length < frame.length; length++) {
      byte[] part = Arrays.copyOf(frame, length);
      assertThatThrownBy(() -> new FrameHeader(part, 0, part.length))
          .as("%d bytes", length)
          .isInstanceOf(EOFException.class);
    }
  }

  @Test
  void aFirstPartitionThatIsTooShortIsFound() {
    byte[] frame = frame(9, 9, new byte[3], new byte[60]);
    assertThatThrownBy(() -> new FrameHeader(frame, 0, frame.length))
        .isInstanceOf(EOFException.class);
  }

  @Test
  void framesThatCannotBeShownAreRefused() {
    byte[] frame = frame(9, 9, settings(0, 40), new byte[20]);
    assertRefused(frame, 0, frame[0] | 1, "key frame");
    assertRefused(frame, 0, frame[0] & ~0x10, "key frame");
    assertRefused(frame, 0, frame[0] | 0x0e, "key frame");
    assertRefused(frame, 3, 0, "start code");
    assertRefused(frame, 6, 0, "0x9 pixels");
    assertRefused(frame, 8, 0, "9x0 pixels");
  }

  @Test
  void damagedFramesAreDecodedOrRefused() {
    Random random = new Random(43);
    byte[] whole = frame(33, 20, settings(1, 40), new byte[200]);
    int decoded = 0;
    for (int i = 0; i < 2000; i++) {
      byte[] frame = whole.clone();
      random.nextBytes(frame);
      System.arraycopy(whole, 0, frame, 0, 10);
      for (int j = 0; j < i % 3; j++) {
        frame[random.nextInt(10)] ^= (byte) (1 << random.nextInt(8));
      }
      frame[7] &= 0x3c;
      frame[9] &= 0x3c;
      try {
        KeyFrame key = KeyFrame.of(frame, 0, frame.length);
        if ((long) key.width() * key.height() < 100_000) {
          assertThat(key.toRgb()).hasSize(3 * key.width() * key.height());
          decoded++;
        }
      } catch (IOException e) {
        assertThat(e).hasMessageContaining("VP8");
      }
    }
    assertThat(decoded).isPositive();
  }

  private static void assertRefused(byte[] frame, int at, int value, String message) {
    byte[] damaged = frame.clone();
    damaged[at] = (byte) value;
    assertThatThrownBy(() -> new FrameHeader(damaged, 0, damaged.length))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(EOFException.class)
        .hasMessageContaining(message);
  }

  private static byte[] frame(int width, int height, byte[] first, byte[] rest) {
    int tag = first.length << 5 | 1 << 4;
    return ByteBuffer.allocate(10 + first.length + rest.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort((short) tag)
        .put((byte) (tag >> 16))
        .put(new byte[] {(byte) 0x9d, 1, 0x2a})
        .putShort((short) width)
        .putShort((short) height)
        .put(first)
        .put(rest)
        .array();
  }

  /** A first partition without segments and without a filter. */
  private static byte[] settings(int logPartitions, int quantizer) {
    BoolEncoder bits = untilQuantizers(logPartitions).number(quantizer, 7);
    return probabilities(bits.number(0, 5)).finish();
  }

  private static BoolEncoder untilQuantizers(int logPartitions) {
    return new BoolEncoder()
        .number(0, 2) // color space, clamping
        .flag(false) // segments
        .flag(false) // the simple filter
        .number(0, 6) // its level
        .number(0, 3) // its sharpness
        .flag(false) // its changes
        .number(logPartitions, 2);
  }

  private static BoolEncoder probabilities(BoolEncoder bits) {
    bits.flag(false);
    for (int probability : Vp8Tables.COEFFICIENT_UPDATES) {
      bits.bit(probability, 0);
    }
    return bits.flag(false);
  }
}
