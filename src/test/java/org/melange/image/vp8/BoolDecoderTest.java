package org.melange.image.vp8;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The arithmetic decoder against the encoder of RFC 6386. */
class BoolDecoderTest {

  @Test
  void decisionsOfAnyProbabilityAreReadBack() {
    Random random = new Random(43);
    for (int round = 0; round < 50; round++) {
      int count = random.nextInt(3000);
      int[] probabilities = random.ints(count, 1, 256).toArray();
      int[] bits = new int[count];
      BoolEncoder encoder = new BoolEncoder();
      for (int i = 0; i < count; i++) {
        bits[i] = random.nextInt(256) < probabilities[i] ? 0 : 1;
        encoder.bit(probabilities[i], bits[i]);
      }
      byte[] data = encoder.finish();
      BoolDecoder decoder = new BoolDecoder(data, 0, data.length);
      for (int i = 0; i < count; i++) {
        assertThat(decoder.bit(probabilities[i])).as("decision %d", i).isEqualTo(bits[i]);
      }
      assertThat(decoder.exhausted()).isFalse();
    }
  }

  /** A decision that is nearly certain but wrong costs many bits, and carries into bytes before. */
  @Test
  void improbableDecisionsAreReadBack() {
    BoolEncoder encoder = new BoolEncoder();
    for (int i = 0; i < 500; i++) {
      encoder.bit(i % 2 == 0 ? 255 : 1, i % 2 == 0 ? 1 : 0);
    }
    byte[] data = encoder.finish();
    BoolDecoder decoder = new BoolDecoder(data, 0, data.length);
    for (int i = 0; i < 500; i++) {
      assertThat(decoder.bit(i % 2 == 0 ? 255 : 1)).isEqualTo(i % 2 == 0 ? 1 : 0);
    }
  }

  @Test
  void numbersAreReadBack() {
    byte[] data =
        new BoolEncoder()
            .number(0b1011, 4)
            .number(127, 7)
            .flag(true)
            .optional(-13, 4)
            .optional(63, 6)
            .flag(false)
            .number(9, 5)
            .flag(true)
            .finish();
    BoolDecoder decoder = new BoolDecoder(data, 0, data.length);
    assertThat(decoder.number(4)).isEqualTo(0b1011);
    assertThat(decoder.number(7)).isEqualTo(127);
    assertThat(decoder.flag()).isTrue();
    assertThat(decoder.optional(4)).isEqualTo(-13);
    assertThat(decoder.optional(6)).isEqualTo(63);
    assertThat(decoder.optional(6)).isZero();
    assertThat(decoder.signed(5)).isEqualTo(-9);
  }

  @Test
  void aPartitionIsReadWithinItsBounds() {
    byte[] data = new BoolEncoder().number(0x1234, 16).finish();
    byte[] file = new byte[data.length + 20];
    Arrays.fill(file, (byte) 0x55);
    System.arraycopy(data, 0, file, 7, data.length);
    assertThat(new BoolDecoder(file, 7, 7 + data.length).number(16)).isEqualTo(0x1234);
  }

  @Test
  void bitsBehindThePartitionAreZerosAndReported() {
    byte[] data = {(byte) 0xa5, 0x5a, 0x3c, 0x7e, (byte) 0x81};
    for (int length = 0; length <= data.length; length++) {
      BoolDecoder part = new BoolDecoder(data, 0, length);
      BoolDecoder padded = new BoolDecoder(Arrays.copyOf(Arrays.copyOf(data, length), 64), 0, 64);
      assertThat(part.exhausted()).isFalse();
      for (int i = 0; i < 100; i++) {
        assertThat(part.bit(200)).isEqualTo(padded.bit(200));
      }
      part.number(100);
      assertThat(part.exhausted()).as("%d bytes", length).isTrue();
    }
  }

  @Test
  void anEmptyPartitionIsExhaustedByItsFirstBit() {
    BoolDecoder decoder = new BoolDecoder(new byte[0], 0, 0);
    assertThat(decoder.exhausted()).isFalse();
    assertThat(decoder.flag()).isFalse();
    assertThat(decoder.exhausted()).isTrue();
  }
}
