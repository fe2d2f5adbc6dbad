package org.melange.spark.input;

import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.melange.spark.row.BatchingIterator;

/** Text files with one record a line. Blank lines are not records. */
public abstract class LinesFormat implements RecordFormat {

  private static final long serialVersionUID = 1L;

  private final int maxChars;

  /**
   * @param maxChars the longest line, in chars
   */
  public LinesFormat(int maxChars) {
    this.maxChars = maxChars;
  }

  /** A new parser of the lines of {@code part}, for one thread. */
  protected abstract Function<BoundedLines.Line, Row> parser(FileSlice part);

  @Override
  public final boolean splits(InputFile file) {
    return !InputStreams.compressed(file.path());
  }

  @Override
  public final RecordReader<Row> open(FileSlice part, Configuration configuration)
      throws IOException {
    Function<BoundedLines.Line, Row> parser = parser(part);
    BoundedLines lines = BoundedLines.open(part, configuration, maxChars);
    return RecordReader.of(
        BatchingIterator.flatMap(
            lines, line -> line.text().isBlank() ? List.of() : List.of(parser.apply(line))),
        lines);
  }
}
