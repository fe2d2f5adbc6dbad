package org.melange.spark.input;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;

/** The lines of a slice of a plain file, or of a complete compressed file. */
final class TextLines implements ByteLines {

  private static final int BUFFER = 1 << 16;

  private final InputStream in;
  private final FSDataInputStream file;
  private final int maxBytes;
  private final long end;
  private final byte[] buffer = new byte[BUFFER];
  private int filled;
  private int at;
  private byte[] kept = new byte[1 << 10];
  private int length;
  private long size;

  /** In the text, which is not the position in a compressed file. */
  private long position;

  private TextLines(InputStream in, FSDataInputStream file, long start, long end, int maxBytes) {
    this.in = in;
    this.file = file;
    this.position = start;
    this.end = end;
    this.maxBytes = maxBytes;
  }

  static TextLines open(FileSlice slice, Configuration configuration, int maxBytes)
      throws IOException {
    if (slice.start() == 0) {
      InputStreams.Opened opened = InputStreams.opened(slice.path(), configuration);
      long end = InputStreams.compressed(slice.path()) ? Long.MAX_VALUE : slice.end();
      return new TextLines(opened.text(), opened.file(), 0, end, maxBytes);
    }
    Path path = new Path(slice.path());
    FSDataInputStream in = path.getFileSystem(configuration).open(path);
    in.seek(slice.start());
    TextLines lines = new TextLines(in, in, slice.start(), slice.end(), maxBytes);
    lines.read(0); // the rest of a line that began in the slice before
    return lines;
  }

  @Override
  public boolean next() throws IOException {
    if (position > end) {
      return false;
    }
    size = read(maxBytes + 1);
    return size > 0;
  }

  @Override
  public byte[] bytes() {
    return kept;
  }

  @Override
  public int length() {
    return Math.min(length, maxBytes);
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public boolean complete() {
    return length <= maxBytes;
  }

  @Override
  public long position() throws IOException {
    return file.getPos();
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
      at = lineEnd();
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

  private int lineEnd() {
    byte[] bytes = buffer;
    int limit = filled;
    int i = at;
    while (i < limit && bytes[i] != '\n' && bytes[i] != '\r') {
      i++;
    }
    return i;
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
}
