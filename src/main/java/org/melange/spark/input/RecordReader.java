package org.melange.spark.input;

import java.io.Closeable;
import java.io.IOException;
import java.util.Iterator;

/**
 * Records of a file that is open while they are read. Not thread-safe.
 *
 * @param <T> what a record is
 */
public interface RecordReader<T> extends Iterator<T>, Closeable {

  /** The elements of {@code records}, which are read from {@code file}. */
  static <T> RecordReader<T> of(Iterator<T> records, Closeable file) {
    return new RecordReader<>() {
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
