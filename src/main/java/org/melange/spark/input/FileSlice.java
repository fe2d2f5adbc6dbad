package org.melange.spark.input;

import java.io.Serializable;

/** A range of bytes of an input file that one task reads. Not a record: Kryo cannot read those. */
public final class FileSlice implements Serializable {

  private static final long serialVersionUID = 1L;

  private final String path;
  private final String base;
  private final long start;
  private final long end;

  public FileSlice(InputFile file, long start, long end) {
    this.path = file.path();
    this.base = file.base();
    this.start = start;
    this.end = end;
  }

  /** The file. */
  public String path() {
    return path;
  }

  /** The directory below which directories such as {@code date=2026-01-31} are columns. */
  public String base() {
    return base;
  }

  /** The first byte. */
  public long start() {
    return start;
  }

  /** The first byte after the slice. */
  public long end() {
    return end;
  }
}
