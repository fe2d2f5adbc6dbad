package org.melange.spark.input;

import java.io.IOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.melange.spark.io.HadoopFiles;

/** The rows of parts of files, one part after the other; errors name the file. Not thread-safe. */
final class SliceIterator implements Iterator<Row>, AutoCloseable {

  private final Iterator<FileSlice> parts;
  private final RecordFormat format;
  private final Configuration configuration;
  private FileSlice part;
  private RecordReader<Row> records;

  SliceIterator(Iterator<FileSlice> parts, RecordFormat format, Configuration configuration) {
    this.parts = parts;
    this.format = format;
    this.configuration = configuration;
  }

  @Override
  public boolean hasNext() {
    try {
      while (records == null || !records.hasNext()) {
        close();
        if (!parts.hasNext()) {
          return false;
        }
        part = parts.next();
        records = format.open(part, configuration);
      }
      return true;
    } catch (IOException | RuntimeException e) {
      throw InputErrors.of(part.path(), e);
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
      throw InputErrors.of(part.path(), e);
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
      throw HadoopFiles.failure("closing " + part.path(), e);
    }
  }
}
