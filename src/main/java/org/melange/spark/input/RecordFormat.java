package org.melange.spark.input;

import java.io.IOException;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;

/** A file format of inputs: opens slices of files as rows. */
public interface RecordFormat extends Serializable {

  /** Whether a file may be read in slices; each record belongs to exactly one of them. */
  boolean splits(InputFile file);

  /**
   * Opens a slice of a file.
   *
   * @throws org.melange.corpus.DamagedInputException if it does not have this format; so may the
   *     reader
   */
  RecordReader<Row> open(FileSlice slice, Configuration configuration) throws IOException;
}
