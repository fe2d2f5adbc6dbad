package org.melange.link.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Half precision against its definition: sign, five bits of exponent, ten of fraction. */
class Float16Test {

  @Test
  void everyFiniteHalfStandsForItsNumberAndComesBack() {
    for (int bits = 0; bits < 0x10000; bits++) {
      if ((bits & 0x7C00) != 0x7C00) {
        assertThat(Float16.toFloat((short) bits)).isEqualTo((float) number(bits));
        assertThat(Float16.ofFloat(Float16.toFloat((short) bits))).isEqualTo((short) bits);
      }
    }
  }

  @Test
  void anyNumberBecomesTheNearestHalfAndOfTwoTheEven() {
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 200_000; i++) {
      double magnitude = Math.pow(2, random.nextDouble(-26, 15.99));
      float value = (float) (random.nextBoolean() ? magnitude : -magnitude);
      assertNearest(value);
    }
    for (int bits = 0; bits < 0x7BFF; bits++) {
      assertNearest((float) ((number(bits) + number(bits + 1)) / 2));
    }
  }

  @Test
  void valuesThatAreTooLargeOrNotNumbersAreRefused() {
    assertThat(Float16.toFloat(Float16.ofFloat(65519))).isEqualTo(65504);
    for (float value : new float[] {65520, -1e9f, Float.NaN, Float.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> Float16.ofFloat(value)).hasMessageContaining("does not fit float16");
    }
  }

  private static void assertNearest(float value) {
    short half = Float16.ofFloat(value);
    double off = Math.abs(number(half & 0xFFFF) - value);
    int magnitude = half & 0x7FFF;
    for (int neighbour : new int[] {magnitude - 1, magnitude + 1}) {
      if (neighbour >= 0 && neighbour <= 0x7BFF) {
        double other = Math.abs(number(neighbour | half & 0x8000) - value);
        assertThat(off).as("%s as %04x", value, half).isLessThanOrEqualTo(other);
        if (off == other) {
          assertThat(half & 1).as("%s as %04x", value, half).isZero();
        }
      }
    }
  }

  private static double number(int bits) {
    int exponent = bits >>> 10 & 31;
    int fraction = bits & 1023;
    double magnitude =
        exponent == 0
            ? fraction * Math.pow(2, -24)
            : (1024 + fraction) * Math.pow(2, exponent - 25);
    return (bits & 0x8000) == 0 ? magnitude : -magnitude;
  }
}
