package org.melange.spark.wikidata;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.melange.kb.Qids;
import org.melange.run.JobException;
import org.melange.spark.input.BoundedLines;
import org.melange.spark.input.FileNames;
import org.melange.spark.input.FileScan;
import org.melange.spark.input.FileSlice;
import org.melange.spark.input.InputFiles;
import org.melange.spark.input.LinesFormat;
import org.melange.spark.row.Rows;

/**
 * Files of two columns, which commas, semicolons, tabs or blanks separate: a QID, and a QID or a
 * number. The first line may be a header.
 */
final class PairLines extends LinesFormat {

  private static final long serialVersionUID = 1L;

  private static final int MAX_CHARS = 1_000;

  private static final FileNames NAMES =
      new FileNames("two columns", Set.of("csv", "tsv", "tab", "txt"));

  private static final Pattern SEPARATOR = Pattern.compile("[,;\\s]+");

  private static final StructType ROW =
      new StructType()
          .add("first", DataTypes.LongType)
          .add("second", DataTypes.LongType)
          .add("fault", DataTypes.StringType);

  private PairLines() {
    super(MAX_CHARS);
  }

  /**
   * The pairs in files: numbers {@code first} and {@code second}.
   *
   * @param what a pair is, for messages
   * @throws JobException if a line is not a pair
   */
  static Dataset<Row> read(SparkSession spark, String input, String what) {
    Dataset<Row> rows =
        FileScan.read(spark, InputFiles.list(input, NAMES).files(), new PairLines(), ROW);
    List<Row> faults = rows.filter("fault is not null").limit(1).collectAsList();
    if (!faults.isEmpty()) {
      throw JobException.input(
          "%s: a line must be %s, found \"%s\""
              .formatted(input, what, faults.get(0).<String>getAs("fault")));
    }
    return rows.filter("first is not null").select("first", "second");
  }

  @Override
  protected Function<BoundedLines.Line, Row> parser(FileSlice part) {
    boolean[] header = {part.start() == 0};
    return line -> {
      boolean mayBeHeader = header[0];
      header[0] = false;
      return row(line.text(), mayBeHeader);
    };
  }

  private static Row row(String line, boolean mayBeHeader) {
    String[] columns = SEPARATOR.split(line.strip().replace("\"", ""), -1);
    Optional<Long> first = Qids.parse(columns[0]).map(Qids::number);
    Optional<Long> second = columns.length == 2 ? number(columns[1]) : Optional.empty();
    if (first.isPresent() && second.isPresent()) {
      return Rows.of(ROW, first.get(), second.get(), null);
    }
    boolean header = mayBeHeader && first.isEmpty() && columns.length == 2;
    return Rows.of(ROW, null, null, header ? null : line);
  }

  private static Optional<Long> number(String written) {
    try {
      long number = Long.parseLong(written);
      return number >= 0 ? Optional.of(number) : Optional.empty();
    } catch (NumberFormatException e) {
      return Qids.parse(written).map(Qids::number);
    }
  }
}
