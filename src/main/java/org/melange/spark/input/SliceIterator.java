package org.melange.spark.input;

import java.io.IOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.melange.spark.io.HadoopFiles;

/**
 * The rows of slices of files, one slice after the other; errors name the file. Not thread-safe.
 */
final class SliceIterator implements Iterator<Row>, AutoCloseable {

  private final Iterator<FileSlice> slices;
  private final RecordFormat format;
  private final Configuration configuration;
  private FileSlice slice;
  private RecordReader<Row> records;

  SliceIterator(Iterator<FileSlice> slices, RecordFormat format, Configuration configuration) {
    this.slices = slices;
    this.format = format;
    this.configuration = configuration;
  }

  @Override
  public boolean hasNext() {
    try {
      while (records == null || !records.hasNext()) {
        close();
        if (!slices.hasNext()) {
          return false;
        }
        slice = slices.next();
        records = format.open(slice, configuration);
      }
      return true;
    } catch (IOException | RuntimeException e) {
      throw InputErrors.of(slice.path(), e);
    }
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    try {
      return records.next();
    } catch (RuntimeException e) {
      throw InputErrors.of(slice.path(), e);
    }
  }

  /** Closes the file that is open, if any. */
  @Override
  public void close() {
    try {
      if (records != null) {
        records.close();
        records = null;
      }
    } catch (IOException e) {
      throw HadoopFiles.failure("closing " + slice.path(), e);
    }
  }
}
