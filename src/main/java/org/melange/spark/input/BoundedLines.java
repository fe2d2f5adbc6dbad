package org.melange.spark.input;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.melange.corpus.Rejection;

/**
 * The lines that begin in a slice of a text file. Lines end in LF, CR or CRLF. A line that begins
 * exactly at the start of a slice belongs to the slice before it, except the first line of the
 * file. Of a line that is too long, only the beginning is read into memory.
 */
public final class BoundedLines implements RecordReader<BoundedLines.Line> {

  /** A char has at most three bytes in UTF-8, a surrogate pair four. */
  private static final int BYTES_PER_CHAR = 3;

  private static final int MAX_ARRAY = Integer.MAX_VALUE - (1 << 16);

  private final ByteLines lines;
  private Optional<Line> next = Optional.empty();

  /**
   * A line.
   *
   * @param text the line without its terminator, or its beginning if it is too long
   * @param bytes its length with its terminator
   * @param complete whether {@code text} is the complete line
   */
  public record Line(String text, long bytes, boolean complete) {

    /**
     * Applies {@code complete}, or {@code tooLarge} to the beginning of the line and its length.
     */
    public <T> T parse(Function<String, T> complete, BiFunction<String, Long, T> tooLarge) {
      return this.complete ? complete.apply(text) : tooLarge.apply(text, bytes);
    }
  }

  private BoundedLines(ByteLines lines) {
    this.lines = lines;
  }

  /**
   * Opens a slice of a file.
   *
   * @param maxChars the longest line that is read completely; lines of up to three times as many
   *     bytes may be, too
   */
  static BoundedLines open(FileSlice part, Configuration configuration, int maxChars)
      throws IOException {
    int maxBytes = (int) Math.min(MAX_ARRAY, (long) maxChars * BYTES_PER_CHAR + BYTES_PER_CHAR);
    return new BoundedLines(TextLines.open(part, configuration, maxBytes));
  }

  @Override
  public boolean hasNext() {
    try {
      if (next.isEmpty() && lines.next()) {
        next = Optional.of(line());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return next.isPresent();
  }

  @Override
  public Line next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Line line = next.orElseThrow();
    next = Optional.empty();
    return line;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }

  private Line line() {
    boolean complete = lines.complete();
    int shown = complete ? lines.length() : Math.min(lines.length(), Rejection.MAX_RECORD * 4);
    return new Line(
        new String(lines.bytes(), 0, shown, StandardCharsets.UTF_8), lines.size(), complete);
  }
}
