package org.melange.spark.input;

import java.io.Closeable;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;

/**
 * The lines that begin in a slice of a text file, as bytes. Lines end in LF, CR or CRLF. A line
 * that begins exactly at the start of a slice belongs to the slice before it, except the first line
 * of the file. Of a line that is too long, only the beginning is kept. Not thread-safe.
 */
public interface ByteLines extends Closeable {

  /**
   * Opens a slice of a file. Files that cannot be split have one slice.
   *
   * @param maxBytes the longest line that is read completely
   */
  static ByteLines open(FileSlice slice, Configuration configuration, int maxBytes)
      throws IOException {
    return InputStreams.splitCodec(slice.path()).isPresent()
        ? Bzip2Lines.open(slice, configuration, maxBytes)
        : TextLines.open(slice, configuration, maxBytes);
  }

  /** Whether a file may be read in slices: it is not compressed, or with bzip2. */
  static boolean splits(String file) {
    return !InputStreams.compressed(file) || InputStreams.splitCodec(file).isPresent();
  }

  /** Moves to the next line; false at the end of the slice. */
  boolean next() throws IOException;

  /** The line from the first byte on, without its terminator; valid until the next line. */
  byte[] bytes();

  /** The number of bytes of the line, or of its beginning if it is too long. */
  int length();

  /** The length of the line with its terminator. */
  long size();

  /** Whether the line is complete, that is, not too long. */
  boolean complete();

  /** How far the file was read: a position in the file as it is stored, possibly compressed. */
  long position() throws IOException;
}
