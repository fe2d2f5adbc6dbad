package org.melange.spark.wikidata;

import java.io.Serializable;
import org.melange.spark.input.ByteLines;
import org.melange.spark.input.FileSlice;
import org.melange.spark.input.InputFile;

/**
 * A file of a dump.
 *
 * @param path with its file system
 * @param length in bytes
 * @param modified when it was changed last, in milliseconds since 1970
 */
record DumpFile(String path, long length, long modified) implements Serializable {

  /** Whether it is read in ranges. */
  boolean splits() {
    return ByteLines.splits(path);
  }

  /** Whether it is compressed with bzip2. */
  boolean isBzip2() {
    return path.endsWith(".bz2");
  }

  FileSlice slice(long start, long end) {
    return new FileSlice(new InputFile(path, length, 0, path), start, end);
  }
}
