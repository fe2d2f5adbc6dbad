package org.melange.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.FloatNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WholeNumbersTest {

  @ParameterizedTest
  @CsvSource({
    "9, 9",
    "9.0, 9",
    "9.000, 9",
    "9e2, 900",
    "900e-2, 9",
    "-0, 0",
    "-12, -12",
    "123456789012345678901234567890, 123456789012345678901234567890",
  })
  void takesIntegersInAnyNotation(String written, BigInteger number) {
    assertThat(WholeNumbers.of(decimal(written))).contains(number);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.5", "9.01", "1e-1", "1e1000", "1e999999999", "-1e999999999"})
  void takesNoOtherNumbers(String written) {
    assertThat(WholeNumbers.of(decimal(written))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "9223372036854775807, 9223372036854775807",
    "9223372036854775808, 9223372036854775807",
    "-9223372036854775809, -9223372036854775808",
    "1e999999999, 9223372036854775807",
    "-1e999999999, -9223372036854775808",
    "7.0, 7",
  })
  void bringsNumbersIntoTheRangeOfLong(String written, long nearest) {
    assertThat(WholeNumbers.nearestLong(decimal(written))).contains(nearest);
  }

  @Test
  void hasAtMostAThousandDigits() {
    assertThat(WholeNumbers.of(decimal("1e999"))).contains(BigInteger.TEN.pow(999));
    assertThat(WholeNumbers.of(decimal("1e1000"))).isEmpty();
  }

  /** The digits of a binary number are its own, not the shortest that identify it. */
  @Test
  void takesAllDigitsOfBinaryNumbers() {
    assertThat(WholeNumbers.of(DoubleNode.valueOf(1e23)))
        .contains(new BigInteger("99999999999999991611392"));
    assertThat(WholeNumbers.of(FloatNode.valueOf(16_777_216f)))
        .contains(BigInteger.valueOf(1 << 24));
    assertThat(WholeNumbers.of(DoubleNode.valueOf(0.1))).isEmpty();
  }

  @Test
  void takesNothingElse() {
    assertThat(WholeNumbers.of(TextNode.valueOf("9"))).isEmpty();
    assertThat(WholeNumbers.of(DoubleNode.valueOf(Double.NaN))).isEmpty();
    assertThat(WholeNumbers.nearestLong(DoubleNode.valueOf(Double.POSITIVE_INFINITY))).isEmpty();
  }

  private static JsonNode decimal(String written) {
    return DecimalNode.valueOf(new BigDecimal(written));
  }
}
