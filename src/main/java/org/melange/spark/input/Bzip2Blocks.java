package org.melange.spark.input;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.Optional;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;

/**
 * The blocks of a range of a file that is compressed with bzip2, as their marks say. A reader of
 * ranges looks for the mark of the next block, so it passes by a block whose mark is damaged. But a
 * stream ends with a checksum of all its blocks: {@code combined = rotl(combined, 1) ^ block} for
 * the checksum of each. Here it is computed of the blocks that have marks, which takes a fraction
 * of the time to decompress them. Ranges are combined in their order. Not a record: Kryo cannot
 * read those.
 */
public final class Bzip2Blocks implements Serializable {

  private static final long serialVersionUID = 1L;

  private static final long BLOCK = 0x3141_5926_5359L;
  private static final long STREAM_END = 0x1772_4538_5090L;
  private static final int MARK = 48;
  private static final long MASK = (1L << MARK) - 1;
  private static final int SUM = 32;
  private static final int BUFFER = 1 << 16;

  /** Whether a byte may be the one before that in which a mark ends, at any of its bits. */
  private static final boolean[] IN_MARK = new boolean[256];

  static {
    for (int after = 0; after < 8; after++) {
      IN_MARK[(int) (BLOCK >>> (8 - after)) & 0xff] = true;
      IN_MARK[(int) (STREAM_END >>> (8 - after)) & 0xff] = true;
    }
  }

  /** No blocks. */
  public static final Bzip2Blocks NONE = new Bzip2Blocks(Run.NONE, 0, false, true, Run.NONE);

  /** Blocks before the first end of a stream, whose checksum is {@code stored}. */
  private final Run head;

  private final int stored;
  private final boolean ends;

  /** Whether all streams between the first and the last end are complete. */
  private final boolean sound;

  /** Blocks after the last end of a stream. */
  private final Run tail;

  /** Blocks one after the other: their number, and their combined checksum. */
  private static final class Run implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final Run NONE = new Run(0, 0);
    private final int count;
    private final int sum;

    Run(int count, int sum) {
      this.count = count;
      this.sum = sum;
    }

    Run then(Run next) {
      return new Run(count + next.count, Integer.rotateLeft(sum, next.count) ^ next.sum);
    }
  }

  private Bzip2Blocks(Run head, int stored, boolean ends, boolean sound, Run tail) {
    this.head = head;
    this.stored = stored;
    this.ends = ends;
    this.sound = sound;
    this.tail = tail;
  }

  /** A block with its checksum. */
  static Bzip2Blocks block(int sum) {
    return new Bzip2Blocks(Run.NONE, 0, false, true, new Run(1, sum));
  }

  /** The end of a stream with its checksum. */
  static Bzip2Blocks end(int sum) {
    return new Bzip2Blocks(Run.NONE, sum, true, true, Run.NONE);
  }

  /** These blocks and the next ones. */
  public Bzip2Blocks then(Bzip2Blocks next) {
    if (!next.ends) {
      return new Bzip2Blocks(head, stored, ends, sound, tail.then(next.tail));
    }
    Run joined = tail.then(next.head);
    return ends
        ? new Bzip2Blocks(
            head, stored, true, sound && next.sound && joined.sum == next.stored, next.tail)
        : new Bzip2Blocks(joined, next.stored, true, next.sound, next.tail);
  }

  /** What is wrong with a complete file; empty if all of its blocks are there. */
  public Optional<String> fault() {
    if (!ends || tail.count > 0) {
      return Optional.of("the end of its last bzip2 stream is missing");
    }
    return sound && head.sum == stored
        ? Optional.empty()
        : Optional.of("a block of bzip2 is damaged or missing");
  }

  /** The blocks and ends whose marks begin in a slice of a file. */
  public static Bzip2Blocks of(FileSlice slice) throws IOException {
    Path path = new Path(slice.path());
    try (FSDataInputStream file = path.getFileSystem(InputFiles.configuration()).open(path)) {
      file.seek(slice.start());
      return of(new BufferedInputStream(file, BUFFER), slice.end() - slice.start());
    }
  }

  /**
   * The blocks and ends whose marks begin in the first bytes of a stream.
   *
   * @param bytes how many
   */
  static Bzip2Blocks of(InputStream in, long bytes) throws IOException {
    Scan scan = new Scan(8 * bytes);
    byte[] buffer = new byte[BUFFER];
    for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
      for (int i = 0; i < count; i++) {
        scan.add(buffer[i] & 0xff);
      }
      if (scan.isComplete()) {
        break;
      }
    }
    return scan.found;
  }

  /** Looks for marks, which begin at any bit. */
  private static final class Scan {
    private final long end;
    private Bzip2Blocks found = NONE;

    /** The last eight bytes. */
    private long window;

    /** Bits that were read. */
    private long read;

    /** The mark whose checksum follows; 0 if there is none. */
    private long mark;

    /** Bits that were read after the mark. */
    private int after;

    /**
     * @param end the bit before which marks begin
     */
    Scan(long end) {
      this.end = end;
    }

    boolean isComplete() {
      return mark == 0 && read >= end + MARK;
    }

    void add(int next) {
      int before = (int) window & 0xff;
      window = window << 8 | next;
      read += 8;
      if (mark != 0) {
        after += 8;
        if (after >= SUM) {
          int sum = (int) (window >>> (after - SUM));
          found = found.then(mark == BLOCK ? block(sum) : end(sum));
          mark = 0;
        }
      } else if (IN_MARK[before]) {
        find();
      }
    }

    private void find() {
      for (int bits = 0; bits < 8; bits++) {
        long candidate = window >>> bits & MASK;
        if (candidate == BLOCK || candidate == STREAM_END) {
          long start = read - bits - MARK;
          if (start >= 0 && start < end) {
            mark = candidate;
            after = bits;
          }
          return;
        }
      }
    }
  }
}
