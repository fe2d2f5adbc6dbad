package org.melange.train.data;

import java.nio.ByteBuffer;

/** Float arrays in byte buffers. */
final class FloatBuffers {

  private FloatBuffers() {}

  static void put(ByteBuffer buffer, float[] values) {
    buffer.asFloatBuffer().put(values);
    buffer.position(buffer.position() + Float.BYTES * values.length);
  }

  static float[] get(ByteBuffer buffer, int count) {
    float[] values = new float[count];
    buffer.asFloatBuffer().get(values);
    buffer.position(buffer.position() + Float.BYTES * count);
    return values;
  }
}
