package org.melange.spark.input;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.NanoTime;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.Float16LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.JsonLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.UUIDLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.UnknownLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;

/**
 * Converts primitive values of Parquet to JSON. Dates and times become text in ISO 8601 with all
 * their digits, in UTC if they are instants. Decimals and unsigned numbers keep their value. Binary
 * values stay binary.
 */
final class ParquetValues {

  private static final JsonNodeFactory JSON = JsonNodeFactory.withExactBigDecimals(true);
  private static final long NANOS = 1_000_000_000L;
  private static final long NANOS_PER_MILLI = 1_000_000L;
  private static final long NANOS_PER_MICRO = 1_000L;

  private static final long NANOS_PER_DAY = 24 * 60 * 60 * NANOS;

  /** The Julian day of 1970-01-01; INT96 has Julian days. */
  private static final long EPOCH_DAY = 2_440_588L;

  private ParquetValues() {}

  /** The JSON type of a column, in a word. */
  static String kind(PrimitiveType type) {
    LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
    if (logical instanceof UnknownLogicalTypeAnnotation) {
      return "null";
    }
    if (isText(logical)) {
      return "string";
    }
    if (logical instanceof UUIDLogicalTypeAnnotation) {
      return "uuid";
    }
    if (logical instanceof DateLogicalTypeAnnotation) {
      return "date";
    }
    if (logical instanceof TimeLogicalTypeAnnotation) {
      return "time";
    }
    if (logical instanceof TimestampLogicalTypeAnnotation) {
      return "timestamp";
    }
    if (logical instanceof DecimalLogicalTypeAnnotation
        || logical instanceof Float16LogicalTypeAnnotation) {
      return "number";
    }
    return switch (type.getPrimitiveTypeName()) {
      case BOOLEAN -> "boolean";
      case INT32, INT64, FLOAT, DOUBLE -> "number";
      case INT96 -> "timestamp";
      case BINARY, FIXED_LEN_BYTE_ARRAY -> "binary";
    };
  }

  /** Converts the value {@code index} of a field. */
  static JsonNode of(Group group, int field, int index) {
    PrimitiveType type = group.getType().getType(field).asPrimitiveType();
    if (type.getLogicalTypeAnnotation() instanceof UnknownLogicalTypeAnnotation) {
      return JSON.nullNode();
    }
    return switch (type.getPrimitiveTypeName()) {
      case BOOLEAN -> JSON.booleanNode(group.getBoolean(field, index));
      case INT32 -> integer(type, group.getInteger(field, index));
      case INT64 -> integer(type, group.getLong(field, index));
      case FLOAT -> JSON.numberNode(group.getFloat(field, index));
      case DOUBLE -> JSON.numberNode(group.getDouble(field, index));
      case INT96 -> JSON.textNode(instant(group.getInt96(field, index)));
      case BINARY, FIXED_LEN_BYTE_ARRAY -> binary(type, group.getBinary(field, index));
    };
  }

  private static JsonNode integer(PrimitiveType type, long value) {
    LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
    if (logical instanceof DateLogicalTypeAnnotation) {
      return JSON.textNode(LocalDate.ofEpochDay(value).toString());
    }
    if (logical instanceof TimeLogicalTypeAnnotation time) {
      return time(value, nanos(time.getUnit()));
    }
    if (logical instanceof TimestampLogicalTypeAnnotation timestamp) {
      return JSON.textNode(
          timestamp(value, nanos(timestamp.getUnit()), timestamp.isAdjustedToUTC()));
    }
    if (logical instanceof DecimalLogicalTypeAnnotation decimal) {
      return JSON.numberNode(BigDecimal.valueOf(value, decimal.getScale()));
    }
    if (logical instanceof IntLogicalTypeAnnotation integer && !integer.isSigned()) {
      return type.getPrimitiveTypeName() == PrimitiveType.PrimitiveTypeName.INT32
          ? JSON.numberNode(Integer.toUnsignedLong((int) value))
          : JSON.numberNode(new BigInteger(Long.toUnsignedString(value)));
    }
    return JSON.numberNode(value);
  }

  private static JsonNode binary(PrimitiveType type, Binary value) {
    LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
    if (isText(logical)) {
      return JSON.textNode(new String(value.getBytes(), StandardCharsets.UTF_8));
    }
    if (logical instanceof DecimalLogicalTypeAnnotation decimal) {
      return JSON.numberNode(new BigDecimal(new BigInteger(value.getBytes()), decimal.getScale()));
    }
    ByteBuffer bytes = ByteBuffer.wrap(value.getBytes());
    if (logical instanceof UUIDLogicalTypeAnnotation) {
      return JSON.textNode(new UUID(bytes.getLong(), bytes.getLong()).toString());
    }
    if (logical instanceof Float16LogicalTypeAnnotation) {
      return JSON.numberNode(half(bytes.order(ByteOrder.LITTLE_ENDIAN).getShort()));
    }
    return JSON.binaryNode(value.getBytes());
  }

  /** A number outside of a day stays a number. */
  private static JsonNode time(long value, long nanosPerUnit) {
    return 0 <= value && value < NANOS_PER_DAY / nanosPerUnit
        ? JSON.textNode(LocalTime.ofNanoOfDay(value * nanosPerUnit).toString())
        : JSON.numberNode(value);
  }

  /** IEEE 754 half precision: a sign bit, five bits of exponent, ten of significand. */
  private static float half(short bits) {
    int exponent = bits >>> 10 & 0x1f;
    int significand = bits & 0x3ff;
    float magnitude;
    if (exponent == 0x1f) {
      magnitude = significand == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
    } else {
      magnitude =
          exponent == 0
              ? Math.scalb((float) significand, -24)
              : Math.scalb((float) (significand | 0x400), exponent - 25);
    }
    return bits < 0 ? -magnitude : magnitude;
  }

  private static String timestamp(long value, long nanosPerUnit, boolean utc) {
    long unitsPerSecond = NANOS / nanosPerUnit;
    Instant instant =
        Instant.ofEpochSecond(
            Math.floorDiv(value, unitsPerSecond),
            Math.floorMod(value, unitsPerSecond) * nanosPerUnit);
    return utc ? instant.toString() : instant.atOffset(ZoneOffset.UTC).toLocalDateTime().toString();
  }

  private static String instant(Binary int96) {
    NanoTime time = NanoTime.fromBinary(int96);
    return Instant.ofEpochSecond(
            (time.getJulianDay() - EPOCH_DAY) * 24 * 60 * 60, time.getTimeOfDayNanos())
        .toString();
  }

  private static long nanos(LogicalTypeAnnotation.TimeUnit unit) {
    return switch (unit) {
      case MILLIS -> NANOS_PER_MILLI;
      case MICROS -> NANOS_PER_MICRO;
      case NANOS -> 1;
    };
  }

  private static boolean isText(LogicalTypeAnnotation logical) {
    return logical instanceof StringLogicalTypeAnnotation
        || logical instanceof EnumLogicalTypeAnnotation
        || logical instanceof JsonLogicalTypeAnnotation;
  }
}
