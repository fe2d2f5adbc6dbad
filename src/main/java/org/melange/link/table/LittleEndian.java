package org.melange.link.table;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Bytes that grow, little-endian. Not thread-safe. */
final class LittleEndian {

  private ByteBuffer buffer = allocate(1 << 12);

  int size() {
    return buffer.position();
  }

  LittleEndian put(byte[] bytes) {
    room(bytes.length).put(bytes);
    return this;
  }

  LittleEndian putShort(short value) {
    room(Short.BYTES).putShort(value);
    return this;
  }

  LittleEndian putInt(int value) {
    room(Integer.BYTES).putInt(value);
    return this;
  }

  LittleEndian putLong(long value) {
    room(Long.BYTES).putLong(value);
    return this;
  }

  LittleEndian putFloat(float value) {
    room(Float.BYTES).putFloat(value);
    return this;
  }

  /** Adds zeros up to a multiple of {@code bytes}. */
  LittleEndian align(int bytes) {
    return put(new byte[-size() & bytes - 1]);
  }

  void copyTo(ByteBuffer target) {
    target.put(buffer.duplicate().flip());
  }

  private ByteBuffer room(int bytes) {
    if (buffer.remaining() < bytes) {
      int wanted = Math.max(2 * buffer.capacity(), Math.addExact(buffer.position(), bytes));
      buffer = allocate(wanted).put(buffer.flip());
    }
    return buffer;
  }

  private static ByteBuffer allocate(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
