package org.melange.tensor;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The opcodes of Python's pickle protocol 2 that PyTorch's files are made of. */
final class PickleWriter {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  PickleWriter() {
    out.write(0x80);
    out.write(2);
  }

  PickleWriter global(String module, String name) {
    return raw("c" + module + "\n" + name + "\n");
  }

  PickleWriter string(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    out.write('X');
    out.writeBytes(littleEndian(bytes.length));
    out.writeBytes(bytes);
    return this;
  }

  PickleWriter integer(int value) {
    out.write('J');
    out.writeBytes(littleEndian(value));
    return this;
  }

  PickleWriter integers(int... values) {
    raw("(");
    for (int value : values) {
      integer(value);
    }
    return raw("t");
  }

  /** A tensor as {@code torch.save} writes it: a view into the storage {@code key}. */
  PickleWriter tensor(
      String storage, String key, int elements, int offset, int[] shape, int[] stride) {
    global("torch._utils", "_rebuild_tensor_v2").raw("((");
    string("storage").global("torch", storage).string(key).string("cpu").integer(elements);
    raw("tQ").integer(offset).integers(shape).integers(stride).raw("\u0089");
    global("collections", "OrderedDict").raw(")R");
    return raw("tR");
  }

  /** Opcodes as they are, one byte per character. */
  PickleWriter raw(String opcodes) {
    out.writeBytes(opcodes.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  byte[] finish() {
    out.write('.');
    return out.toByteArray();
  }

  private static byte[] littleEndian(int value) {
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }
}
