package org.melange.kb;

import com.univocity.parsers.csv.CsvFormat;
import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.melange.corpus.DamagedInputException;
import org.melange.corpus.Rejection;

/**
 * Reads entities from CSV (RFC 4180) with a header row. {@link CsvColumns} are the columns that are
 * read. The separator is a comma, a semicolon or a tab: what the header row has. A row with another
 * number of values than the header is rejected. Not thread-safe.
 */
public final class CsvEntityReader implements Iterator<ParsedEntity> {

  private static final int MAX_COLUMNS = 4_096;
  private static final int MAX_HEADER = 1 << 16;

  private final CsvParser parser;
  private final CsvColumns columns;
  private Optional<String[]> next = Optional.empty();

  private CsvEntityReader(CsvParser parser, CsvColumns columns) {
    this.parser = parser;
    this.columns = columns;
  }

  /**
   * The entities in {@code input}, read lazily. An empty input has none.
   *
   * @throws DamagedInputException if the header has no column for a QID or none for a label; the
   *     iterator throws it where a value is too long
   * @throws UncheckedIOException if the input cannot be read
   */
  public static Iterator<ParsedEntity> read(InputStream input) {
    BufferedInputStream in = new BufferedInputStream(input, MAX_HEADER);
    try {
      CsvParser parser = new CsvParser(settings(separator(in)));
      parser.beginParsing(in, StandardCharsets.UTF_8);
      String[] header = parser.parseNext();
      return new CsvEntityReader(
          parser, header == null ? CsvColumns.none() : CsvColumns.of(header));
    } catch (IOException | RuntimeException e) {
      throw failure(e);
    }
  }

  @Override
  public boolean hasNext() {
    if (next.isEmpty()) {
      try {
        next = Optional.ofNullable(parser.parseNext());
      } catch (RuntimeException e) {
        throw failure(e);
      }
    }
    return next.isPresent();
  }

  @Override
  public ParsedEntity next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    String[] row = next.orElseThrow();
    next = Optional.empty();
    return row.length == columns.size()
        ? JsonlEntityParser.parse(columns.record(row))
        : new ParsedEntity.Rejected(otherLength(row));
  }

  private Rejection otherLength(String[] row) {
    return new Rejection(
        Rejection.Stage.ENTITY,
        Rejection.Reason.MALFORMED,
        String.format(Locale.ROOT, "%d values, but the header has %d", row.length, columns.size()),
        columns.text(row));
  }

  /** The separator that is most frequent in the first line. */
  private static char separator(BufferedInputStream in) throws IOException {
    in.mark(MAX_HEADER);
    String head = new String(in.readNBytes(MAX_HEADER), StandardCharsets.UTF_8);
    in.reset();
    String line = head.lines().filter(l -> !l.isBlank()).findFirst().orElse("");
    char best = ',';
    for (char separator : new char[] {';', '\t'}) {
      best = count(line, separator) > count(line, best) ? separator : best;
    }
    return best;
  }

  private static long count(String line, char wanted) {
    return line.chars().filter(c -> c == wanted).count();
  }

  private static CsvParserSettings settings(char separator) {
    CsvParserSettings settings = new CsvParserSettings();
    CsvFormat format = settings.getFormat();
    format.setDelimiter(separator);
    format.setComment('\0');
    settings.setLineSeparatorDetectionEnabled(true);
    settings.setMaxColumns(MAX_COLUMNS);
    settings.setMaxCharsPerColumn(JsonlEntityParser.DEFAULT_MAX_CHARS);
    settings.setReadInputOnSeparateThread(false);
    return settings;
  }

  private static RuntimeException failure(Exception error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof DamagedInputException damaged) {
        return damaged;
      }
      if (cause instanceof IOException io) {
        return new UncheckedIOException(io);
      }
    }
    String message = String.valueOf(error.getMessage()).lines().findFirst().orElse("");
    return new DamagedInputException("cannot be read as CSV: " + message, error);
  }
}
