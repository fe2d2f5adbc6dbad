package org.melange.spark.input;

import java.io.Closeable;
import java.io.IOException;
import java.util.Iterator;

/**
 * Reads the records of an open file. Not thread-safe.
 *
 * @param <T> a record
 */
public interface RecordReader<T> extends Iterator<T>, Closeable {

  /** A reader of {@code records} that closes {@code file}. */
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
