package org.melange.tensor;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The element types of weight files, converted to float in Java, because DJL's PyTorch engine ends
 * the JVM for bfloat16. The names are those of safetensors. PyTorch has other names for its
 * storages.
 */
enum ElementType {
  F64(8, "DoubleStorage", (in, at) -> (float) in.getDouble(at)),
  F32(4, "FloatStorage", ByteBuffer::getFloat),
  F16(2, "HalfStorage", (in, at) -> halfToFloat(in.getShort(at))),
  BF16(2, "BFloat16Storage", (in, at) -> Float.intBitsToFloat(in.getShort(at) << 16)),
  I64(8, "LongStorage", (in, at) -> (float) in.getLong(at)),
  I32(4, "IntStorage", (in, at) -> (float) in.getInt(at)),
  I16(2, "ShortStorage", ByteBuffer::getShort),
  I8(1, "CharStorage", ByteBuffer::get),
  U8(1, "ByteStorage", (in, at) -> in.get(at) & 0xff),
  BOOL(1, "BoolStorage", (in, at) -> in.get(at) == 0 ? 0 : 1);

  private interface ElementReader {
    float at(ByteBuffer in, int position);
  }

  private static final Map<String, ElementType> BY_STORAGE =
      Arrays.stream(values()).collect(Collectors.toMap(type -> type.storage, Function.identity()));

  private final int bytes;
  private final String storage;

  @SuppressWarnings("ImmutableEnumChecker") // a stateless function
  private final ElementReader reader;

  ElementType(int bytes, String storage, ElementReader reader) {
    this.bytes = bytes;
    this.storage = storage;
    this.reader = reader;
  }

  /** The type with this name in safetensors, or empty if it is not supported. */
  static Optional<ElementType> ofName(String name) {
    return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
  }

  /** The type of a {@code torch.<storage>}, or empty if it is not supported. */
  static Optional<ElementType> ofStorage(String storage) {
    return Optional.ofNullable(BY_STORAGE.get(storage));
  }

  int bytes() {
    return bytes;
  }

  /** All complete elements of {@code in}, from its start to its limit, in its byte order. */
  float[] decode(ByteBuffer in) {
    float[] out = new float[in.limit() / bytes];
    if (this == F32) {
      in.rewind().asFloatBuffer().get(out);
      return out;
    }
    for (int i = 0; i < out.length; i++) {
      out[i] = reader.at(in, i * bytes);
    }
    return out;
  }

  /** IEEE 754 binary16 to binary32, exactly. Java provides it from version 20 on. */
  private static float halfToFloat(short half) {
    int sign = (half & 0x8000) << 16;
    int exponent = (half >> 10) & 0x1f;
    int fraction = half & 0x3ff;
    if (exponent == 0) {
      float subnormal = fraction * 0x1p-24f;
      return sign == 0 ? subnormal : -subnormal;
    }
    int wide = exponent == 0x1f ? 0xff : exponent + 127 - 15;
    return Float.intBitsToFloat(sign | wide << 23 | fraction << 13);
  }
}
