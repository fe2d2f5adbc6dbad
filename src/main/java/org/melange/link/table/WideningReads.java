package org.melange.link.table;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Widens stored halves and bytes to float, many at a time: every scan of a table goes through here.
 * Gives the same bits as one number at a time.
 */
final class WideningReads {

  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
  private static final int BITS = FLOATS.vectorBitSize();
  private static final VectorSpecies<Short> SHORTS =
      VectorSpecies.of(short.class, VectorShape.forBitSize(Math.max(64, BITS / 2)));
  private static final VectorSpecies<Byte> BYTES =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, BITS / 4)));

  /** Lanes as many as floats have, or narrow numbers are widened one by one. */
  private static final boolean SHORTS_FIT = SHORTS.length() == FLOATS.length();

  private static final boolean BYTES_FIT = BYTES.length() == FLOATS.length();

  private WideningReads() {}

  /** Reads {@code count} halves from byte {@code from} on. */
  static void halves(ByteBuffer bytes, int from, int count, float[] into, int at) {
    int i = 0;
    for (; SHORTS_FIT && i + FLOATS.length() <= count; i += FLOATS.length()) {
      IntVector bits =
          (IntVector)
              ShortVector.fromByteBuffer(
                      SHORTS, bytes, from + Short.BYTES * i, ByteOrder.LITTLE_ENDIAN)
                  .convertShape(VectorOperators.S2I, INTS, 0);
      IntVector magnitude =
          bits.and(0x7FFF)
              .lanewise(VectorOperators.LSHL, 13)
              .reinterpretAsFloats()
              .mul(Float16.REBIAS)
              .reinterpretAsInts();
      IntVector sign = bits.and(0x8000).lanewise(VectorOperators.LSHL, 16);
      magnitude.or(sign).reinterpretAsFloats().intoArray(into, at + i);
    }
    for (; i < count; i++) {
      into[at + i] = Float16.toFloat(bytes.getShort(from + Short.BYTES * i));
    }
  }

  /** Reads {@code count} bytes from byte {@code from} on, each times {@code scale}. */
  static void bytes(ByteBuffer bytes, int from, int count, float scale, float[] into, int at) {
    int i = 0;
    for (; BYTES_FIT && i + FLOATS.length() <= count; i += FLOATS.length()) {
      ((FloatVector)
              ByteVector.fromByteBuffer(BYTES, bytes, from + i, ByteOrder.LITTLE_ENDIAN)
                  .convertShape(VectorOperators.B2F, FLOATS, 0))
          .mul(scale)
          .intoArray(into, at + i);
    }
    for (; i < count; i++) {
      into[at + i] = scale * bytes.get(from + i);
    }
  }
}
