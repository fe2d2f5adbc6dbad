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
 * Objects as bytes on their way between driver and executors. Spark reads messages with the class
 * loader that the process started with, which does not know the classes of an application that came
 * by {@code --jars}; bytes everybody knows.
 */
final class JavaMessageCodec {

  private JavaMessageCodec() {}

  static byte[] pack(Object content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(content);
    } catch (IOException e) {
      throw new UncheckedIOException("packing " + content.getClass(), e);
    }
    return bytes.toByteArray();
  }

  static Object unpack(Object parcel) {
    try (ObjectInputStream in = new OwnClasses(new ByteArrayInputStream((byte[]) parcel))) {
      return in.readObject();
    } catch (IOException e) {
      throw new UncheckedIOException("unpacking a message", e);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("driver and executors run different versions", e);
    }
  }

  /** Looks classes up where this one comes from. */
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
