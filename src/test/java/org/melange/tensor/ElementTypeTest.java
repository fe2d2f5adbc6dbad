package org.melange.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every element type, in both byte orders. */
class ElementTypeTest {

  /** All 65,536 values of binary16, by the formula of IEEE 754. */
  @Test
  void everyHalfPrecisionNumberIsExact() {
    ByteBuffer in = ByteBuffer.allocate(2 << 16).order(ByteOrder.LITTLE_ENDIAN);
    for (int bits = 0; bits < 1 << 16; bits++) {
      in.putShort(2 * bits, (short) bits);
    }
    float[] found = ElementType.F16.decode(in);
    assertThat(found).hasSize(1 << 16);
    for (int bits = 0; bits < 1 << 16; bits++) {
      double sign = bits >> 15 == 0 ? 1 : -1;
      int exponent = bits >> 10 & 31;
      double fraction = (bits & 1023) / 1024.0;
      double expected =
          exponent == 0
              ? sign * fraction * Math.pow(2, -14)
              : sign * (1 + fraction) * Math.pow(2, exponent - 15);
      if (exponent == 31) {
        expected = fraction == 0 ? sign * Double.POSITIVE_INFINITY : Double.NaN;
      }
      assertThat(found[bits]).as("bits %x", bits).isEqualTo((float) expected);
    }
  }

  /** All 65,536 values of bfloat16: the upper half of binary32. */
  @Test
  void everyBrainFloatIsExact() {
    ByteBuffer in = ByteBuffer.allocate(2 << 16).order(ByteOrder.BIG_ENDIAN);
    for (int bits = 0; bits < 1 << 16; bits++) {
      in.putShort(2 * bits, (short) bits);
    }
    float[] found = ElementType.BF16.decode(in);
    for (int bits = 0; bits < 1 << 16; bits++) {
      assertThat(Float.floatToRawIntBits(found[bits]) >>> 16 & 0xff80).isEqualTo(bits & 0xff80);
      if ((bits & 0x7f80) != 0x7f80) {
        assertThat(Float.floatToIntBits(found[bits])).isEqualTo(bits << 16);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(ElementType.class)
  void theOrderOfBytesIsThatOfTheBuffer(ElementType type) {
    byte[] bytes = new byte[3 * type.bytes()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (3 * i + 1);
    }
    byte[] turned = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      int element = i / type.bytes() * type.bytes();
      turned[element + type.bytes() - 1 - i % type.bytes()] = bytes[i];
    }
    assertThat(type.decode(ByteBuffer.wrap(bytes).order(ByteOrder.BIG_ENDIAN)))
        .isEqualTo(type.decode(ByteBuffer.wrap(turned).order(ByteOrder.LITTLE_ENDIAN)))
        .hasSize(3);
  }

  @ParameterizedTest
  @EnumSource(ElementType.class)
  void incompleteElementsAreIgnored(ElementType type) {
    ByteBuffer in = ByteBuffer.allocate(3 * type.bytes() - 1).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(type.decode(in)).hasSize(2).containsOnly(0);
    assertThat(type.decode(ByteBuffer.allocate(0))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(ElementType.class)
  void typesAreFoundByBothNames(ElementType type) {
    assertThat(ElementType.ofName(type.name())).contains(type);
    assertThat(ElementType.ofName(type.name().toLowerCase(Locale.ROOT))).isEmpty();
  }

  @Test
  void storagesAreNamedAsInPyTorch() {
    assertThat(ElementType.ofStorage("FloatStorage")).contains(ElementType.F32);
    assertThat(ElementType.ofStorage("DoubleStorage")).contains(ElementType.F64);
    assertThat(ElementType.ofStorage("BFloat16Storage")).contains(ElementType.BF16);
    assertThat(ElementType.ofStorage("CharStorage")).contains(ElementType.I8);
    assertThat(ElementType.ofStorage("ByteStorage")).contains(ElementType.U8);
    assertThat(ElementType.ofStorage("ComplexFloatStorage")).isEmpty();
    assertThat(ElementType.ofStorage("F32")).isEmpty();
  }
}
