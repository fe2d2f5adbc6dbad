package org.melange.link.row;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLongArray;
import org.melange.run.Fingerprint;

/**
 * Hashes of the rows of a table, which are computed when they are asked for first. Equal rows have
 * equal hashes in all tables. Safe for any number of threads.
 */
public final class RowHashes {

  private static final int RADIX = 16;
  private static final int DIGITS = 15;

  private final EntityRows rows;
  private final AtomicLongArray known;

  /** The hashes of the rows of {@code table}. */
  public RowHashes(EntityTable table) {
    rows = table.rows();
    known = new AtomicLongArray(table.size());
  }

  /** The hash of the row at {@code index}: of the bits that scores are computed from. */
  public long of(int index) {
    long hash = known.get(index);
    if (hash == 0) {
      hash = hash(index);
      known.set(index, hash);
    }
    return hash;
  }

  private long hash(int index) {
    float[] row = new float[rows.length(index)];
    rows.read(index, 0, row, 0);
    ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * row.length);
    bytes.asFloatBuffer().put(row);
    String digits = new Fingerprint().add(bytes.array()).hex().substring(0, DIGITS);
    return Math.max(1, Long.parseLong(digits, RADIX)); // 0: not known
  }
}
