package org.melange.spark.input;

import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;

/**
 * Text files that are parsed from their beginning to their end by one task, such as JSON arrays.
 */
public abstract class WholeFileFormat implements RecordFormat {

  private static final long serialVersionUID = 1L;

  /**
   * Parses a file, as far as the iterator is asked for rows.
   *
   * @throws org.melange.corpus.DamagedInputException if it is not of this format
   */
  protected abstract Iterator<Row> parse(InputStream in);

  @Override
  public final boolean splits(InputFile file) {
    return false;
  }

  @Override
  public final RecordReader<Row> open(FileSlice part, Configuration configuration)
      throws IOException {
    InputStream in = InputStreams.open(part.path(), configuration);
    try {
      return RecordReader.of(parse(in), in);
    } catch (RuntimeException e) {
      in.close();
      throw e;
    }
  }
}
