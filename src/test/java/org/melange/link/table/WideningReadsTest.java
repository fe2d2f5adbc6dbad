package org.melange.link.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that are widened many at a time have the bits of those that are widened one by one. */
class WideningReadsTest {

  private static final int FIRST_NOT_FINITE = 0x7C00;

  @Test
  void everyFiniteHalfIsWidenedExactly() {
    ByteBuffer bytes = ByteBuffer.allocate(4 * FIRST_NOT_FINITE).order(ByteOrder.LITTLE_ENDIAN);
    for (int half = 0; half < FIRST_NOT_FINITE; half++) {
      bytes.putShort((short) half).putShort((short) (half | 0x8000));
    }
    float[] read = new float[2 * FIRST_NOT_FINITE];
    WideningReads.halves(bytes, 0, read.length, read, 0);
    for (int i = 0; i < read.length; i++) {
      float expected = Float16.toFloat(bytes.getShort(2 * i));
      assertThat(Float.floatToRawIntBits(read[i])).isEqualTo(Float.floatToRawIntBits(expected));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 15, 16, 17, 33})
  void partsAreReadFromWhereTheyAre(int count) {
    ByteBuffer bytes = ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN);
    byte[] random = new byte[200];
    new SplittableRandom(count).nextBytes(random);
    bytes.put(random);
    float[] read = new float[count + 5];
    Arrays.fill(read, 9);
    WideningReads.bytes(bytes, 7, count, 0.3f, read, 2);
    assertThat(read[1]).isEqualTo(9);
    assertThat(read[count + 2]).isEqualTo(9);
    for (int i = 0; i < count; i++) {
      assertThat(read[2 + i]).isEqualTo(0.3f * random[7 + i]);
    }
  }
}
