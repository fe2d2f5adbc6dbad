package org.melange.spark.wikidata;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.melange.spark.input.ByteLines;
import org.melange.spark.input.FileSlice;
import org.melange.spark.input.InputErrors;
import org.melange.spark.input.InputFiles;

/** Groups the lines of a range into blocks; errors name the file. Not thread-safe. */
final class LineBlocks implements Iterator<LineBlock>, Closeable {

  /** The longest line that is parsed. Wikidata's longest ones have some MB. */
  static final int MAX_LINE = 256 << 20;

  private static final int BLOCK = 1 << 20;

  private final String path;
  private final ByteLines source;
  private boolean ended;

  private LineBlocks(String path, ByteLines source) {
    this.path = path;
    this.source = source;
  }

  static LineBlocks open(FileSlice slice) {
    try {
      return new LineBlocks(
          slice.path(), ByteLines.open(slice, InputFiles.configuration(), MAX_LINE));
    } catch (IOException | RuntimeException e) {
      throw InputErrors.of(slice.path(), e);
    }
  }

  @Override
  public boolean hasNext() {
    return !ended;
  }

  /** The next block. The last one may be empty. */
  @Override
  public LineBlock next() {
    if (ended) {
      throw new NoSuchElementException();
    }
    try {
      return read();
    } catch (IOException | RuntimeException e) {
      throw InputErrors.of(path, e);
    }
  }

  private LineBlock read() throws IOException {
    byte[] bytes = new byte[BLOCK];
    List<LineBlock.Line> lines = new ArrayList<>();
    int length = 0;
    while (length < BLOCK / 2 && !ended) {
      if (!source.next()) {
        ended = true;
        break;
      }
      int end = length + source.length();
      if (end > bytes.length) {
        bytes = Arrays.copyOf(bytes, end);
      }
      System.arraycopy(source.bytes(), 0, bytes, length, source.length());
      lines.add(new LineBlock.Line(length, end, source.size(), source.complete()));
      length = end;
    }
    return new LineBlock(bytes, lines, source.position());
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
