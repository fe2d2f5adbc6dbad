package org.melange.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;

/** Whole numbers in JSON, however they are written: 9, 9.0, 9e2. */
final class WholeNumbers {

  /** JSON's numbers have a thousand digits at most; exponents do not count as digits. */
  private static final int MAX_DIGITS = 1_000;

  private static final double EXACT_DOUBLES = 0x1p53;
  private static final float EXACT_FLOATS = 0x1p24f;
  private static final BigDecimal LEAST = BigDecimal.valueOf(Long.MIN_VALUE);
  private static final BigDecimal GREATEST = BigDecimal.valueOf(Long.MAX_VALUE);

  private WholeNumbers() {}

  /**
   * The number with all its digits. Empty for other values, and for floating-point numbers so large
   * that different whole numbers are the same to them.
   */
  static Optional<BigInteger> of(JsonNode value) {
    if (value.isIntegralNumber()) {
      return Optional.of(value.bigIntegerValue());
    }
    boolean inexact =
        (value.isDouble() && Math.abs(value.doubleValue()) > EXACT_DOUBLES)
            || (value.isFloat() && Math.abs(value.floatValue()) > EXACT_FLOATS);
    return inexact
        ? Optional.empty()
        : whole(value)
            .filter(number -> (long) number.precision() - number.scale() <= MAX_DIGITS)
            .map(BigDecimal::toBigIntegerExact);
  }

  /** The number, or the {@code long} that is nearest to it; empty for other values. */
  static Optional<Long> nearestLong(JsonNode value) {
    return whole(value).map(number -> number.max(LEAST).min(GREATEST).longValueExact());
  }

  private static Optional<BigDecimal> whole(JsonNode value) {
    boolean finite =
        value.isBigDecimal() || value.isBigInteger() || Double.isFinite(value.doubleValue());
    if (!value.isNumber() || !finite) {
      return Optional.empty();
    }
    BigDecimal number = value.decimalValue().stripTrailingZeros();
    return number.scale() <= 0 ? Optional.of(number) : Optional.empty();
  }
}
