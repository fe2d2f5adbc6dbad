package org.melange.spark.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Float arrays in binary columns. */
class FloatBytesTest {

  @Test
  void bytesAreLittleEndian() {
    assertThat(FloatBytes.toBytes(new float[] {1, -2}))
        .containsExactly(0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0);
  }

  @Test
  void everyValueSurvivesBitForBit() {
    Random random = new Random(1);
    float[] values = new float[10_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.intBitsToFloat(random.nextInt());
    }
    values[0] = -0f;
    values[1] = Float.NaN;
    values[2] = Float.NEGATIVE_INFINITY;
    values[3] = Float.MIN_VALUE;
    float[] read = FloatBytes.fromBytes(FloatBytes.toBytes(values));
    assertThat(read).hasSize(values.length);
    for (int i = 0; i < values.length; i++) {
      assertThat(Float.floatToIntBits(read[i])).isEqualTo(Float.floatToIntBits(values[i]));
    }
  }

  @Test
  void nothingIsNothing() {
    assertThat(FloatBytes.toBytes(new float[0])).isEmpty();
    assertThat(FloatBytes.fromBytes(new byte[0])).isEmpty();
  }
}
