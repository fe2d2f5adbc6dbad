package org.melange.spark;

import java.io.Closeable;
import java.io.IOException;
import java.util.Iterator;

/**
 * Records of a file that is open while they are read. Not thread-safe.
 *
 * @param <T> what a record is
 */
interface Records<T> extends Iterator<T>, Closeable {

  /** The elements of {@code records}, which are read from {@code file}. */
  static <T> Records<T> of(Iterator<T> records, Closeable file) {
    return new Records<>() {
      @Override
      public boolean hasNext() {
        return records.hasNext();
      }

      @Override
      public T next() {
        return records.next();
      }

      @Override
      public void close() throws IOException {
        file.close();
      }
    };
  }
}
