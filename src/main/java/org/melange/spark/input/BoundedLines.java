package org.melange.spark.input;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.melange.corpus.Rejection;

/**
 * The lines that begin in a slice of a text file. Lines end in LF, CR or CRLF. A line that begins
 * exactly at the start of a slice belongs to the slice before it, except the first line of the
 * file. Of a line that is too long, only the beginning is read into memory.
 */
public final class BoundedLines implements RecordReader<BoundedLines.Line> {

  /** A char has at most three bytes in UTF-8, a surrogate pair four. */
  private static final int BYTES_PER_CHAR = 3;

  private static final int BUFFER = 1 << 16;

  private final InputStream in;
  private final int maxBytes;
  private final long end;
  private final byte[] buffer = new byte[BUFFER];
  private int filled;
  private int at;
  private byte[] kept = new byte[1 << 10];
  private int length;
  private long position;
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

  private BoundedLines(InputStream in, long start, long end, int maxBytes) {
    this.in = in;
    this.position = start;
    this.end = end;
    this.maxBytes = maxBytes;
  }

  /**
   * Opens a slice of a file.
   *
   * @param maxChars the longest line that is read completely; lines of up to three times as many
   *     bytes may be, too
   */
  static BoundedLines open(FileSlice part, Configuration configuration, int maxChars)
      throws IOException {
    int maxBytes =
        (int)
            Math.min(Integer.MAX_VALUE - BUFFER, (long) maxChars * BYTES_PER_CHAR + BYTES_PER_CHAR);
    if (part.start() == 0) {
      InputStream in = InputStreams.open(part.path(), configuration);
      long end = InputStreams.compressed(part.path()) ? Long.MAX_VALUE : part.end();
      return new BoundedLines(in, 0, end, maxBytes);
    }
    Path path = new Path(part.path());
    FSDataInputStream in = path.getFileSystem(configuration).open(path);
    in.seek(part.start());
    BoundedLines lines = new BoundedLines(in, part.start(), part.end(), maxBytes);
    lines.read(0); // the rest of a line that began in the slice before
    return lines;
  }

  @Override
  public boolean hasNext() {
    if (next.isEmpty() && position <= end) {
      try {
        long bytes = read(maxBytes + 1);
        next = bytes == 0 ? Optional.empty() : Optional.of(line(bytes));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
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
    in.close();
  }

  /**
   * Reads to the end of the line and keeps at most {@code limit} bytes of it.
   *
   * @return the number of bytes with the terminator; 0 at the end of the file
   */
  private long read(int limit) throws IOException {
    length = 0;
    long bytes = 0;
    while (at < filled || fill()) {
      int from = at;
      while (at < filled && buffer[at] != '\n' && buffer[at] != '\r') {
        at++;
      }
      keep(from, Math.min(at - from, limit - length));
      bytes += at - from;
      if (at < filled) {
        bytes += skipTerminator();
        break;
      }
    }
    position += bytes;
    return bytes;
  }

  private boolean fill() throws IOException {
    at = 0;
    filled = Math.max(0, in.read(buffer));
    return filled > 0;
  }

  private int skipTerminator() throws IOException {
    boolean pair = buffer[at++] == '\r' && (at < filled || fill()) && buffer[at] == '\n';
    at += pair ? 1 : 0;
    return pair ? 2 : 1;
  }

  private void keep(int from, int count) {
    if (length + count > kept.length) {
      kept =
          Arrays.copyOf(
              kept, Math.max(length + count, (int) Math.min(maxBytes + 1L, kept.length * 2L)));
    }
    System.arraycopy(buffer, from, kept, length, count);
    length += count;
  }

  private Line line(long bytes) {
    boolean complete = length <= maxBytes;
    int shown = complete ? length : Math.min(length, Rejection.MAX_RECORD * 4);
    return new Line(new String(kept, 0, shown, StandardCharsets.UTF_8), bytes, complete);
  }
}
