package org.melange.spark.enrich;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.UncheckedIOException;

/**
 * Encodes the messages between driver and executors as bytes. Spark deserializes plugin messages
 * with the class loader of the process, which does not find the classes of {@code --jars}.
 */
final class JavaMessageCodec {

  private JavaMessageCodec() {}

  static byte[] pack(Object message) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(message);
    } catch (IOException e) {
      throw new UncheckedIOException("encoding " + message.getClass(), e);
    }
    return bytes.toByteArray();
  }

  static Object unpack(Object bytes) {
    try (ObjectInputStream in = new OwnClasses(new ByteArrayInputStream((byte[]) bytes))) {
      return in.readObject();
    } catch (IOException e) {
      throw new UncheckedIOException("decoding a message", e);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("driver and executors run different versions", e);
    }
  }

  /** Resolves classes with the class loader of this class. */
  private static final class OwnClasses extends ObjectInputStream {
    OwnClasses(InputStream in) throws IOException {
      super(in);
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass description)
        throws IOException, ClassNotFoundException {
      try {
        return Class.forName(description.getName(), false, JavaMessageCodec.class.getClassLoader());
      } catch (ClassNotFoundException e) {
        return super.resolveClass(description);
      }
    }
  }
}
