package org.melange.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;

/** Integers in JSON in any notation: 9, 9.0, 9e2. */
final class WholeNumbers {

  /** As many digits as JSON's numbers may have; an exponent could ask for billions. */
  private static final int MAX_DIGITS = 1_000;

  private static final BigDecimal LEAST = BigDecimal.valueOf(Long.MIN_VALUE);
  private static final BigDecimal GREATEST = BigDecimal.valueOf(Long.MAX_VALUE);

  private WholeNumbers() {}

  /** The number with all its digits; empty for other values, and for endlessly long ones. */
  static Optional<BigInteger> of(JsonNode value) {
    return whole(value)
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
    // Not the shortest digits that tell a floating-point number from its neighbours, but its own.
    boolean binary = value.isDouble() || value.isFloat();
    BigDecimal digits = binary ? new BigDecimal(value.doubleValue()) : value.decimalValue();
    BigDecimal number = digits.stripTrailingZeros();
    return number.scale() <= 0 ? Optional.of(number) : Optional.empty();
  }
}
