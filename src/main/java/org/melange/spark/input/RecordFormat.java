package org.melange.spark.input;

import java.io.IOException;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;

/** How rows are made of the files of an input. */
public interface RecordFormat extends Serializable {

  /** Whether a file may be read in parts; each record belongs to exactly one of them. */
  boolean splits(InputFile file);

  /**
   * Opens a part of a file.
   *
   * @throws org.melange.corpus.DamagedInputException if it is not of this format; the records may
   *     throw it, too
   */
  RecordReader<Row> open(FileSlice part, Configuration configuration) throws IOException;
}
