package org.melange.link.table;

import java.util.Arrays;
import org.melange.link.row.Rounding;

/** The format of an entity's stored vectors; the few scalars of a row stay float32. Immutable. */
public enum Precision implements Rounding {
  /** IEEE 754 single precision: what the model computes. */
  FLOAT32("float32", Float.BYTES),
  /** IEEE 754 half precision, rounded to nearest even: half the size. */
  FLOAT16("float16", Short.BYTES),
  /**
   * As {@link #FLOAT16}, with a copy of the coarse parts in bytes beside it: a scan reads half as
   * much again, and what it cannot rule out is scored from the halves, so that rankings are those
   * of {@link #FLOAT16}.
   */
  INT8("int8", Short.BYTES);

  private final String code;
  private final int bytes;

  Precision(String code, int bytes) {
    this.code = code;
    this.bytes = bytes;
  }

  /** The name in settings and files. */
  public String code() {
    return code;
  }

  /** Bytes of a number that scores are computed from. */
  int bytes() {
    return bytes;
  }

  /**
   * {@code value} as it will be read again.
   *
   * @throws IllegalArgumentException if it is too large
   */
  @Override
  public float round(float value) {
    return this == FLOAT32 ? value : Float16.toFloat(Float16.ofFloat(value));
  }

  /**
   * The precision called {@code code}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Precision ofCode(String code) {
    return Arrays.stream(values())
        .filter(precision -> precision.code.equals(code))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("'" + code + "' is not a precision of tables"));
  }
}
