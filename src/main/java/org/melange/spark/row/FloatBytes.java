package org.melange.spark.row;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Converts between float arrays and the little-endian float32 bytes of binary columns. */
public final class FloatBytes {

  private FloatBytes() {}

  /** The bytes of {@code values}. */
  public static byte[] toBytes(float[] values) {
    ByteBuffer buffer =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(values);
    return buffer.array();
  }

  /** The values in {@code bytes}; a rest of fewer than four bytes is ignored. */
  public static float[] fromBytes(byte[] bytes) {
    float[] values = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }
}
