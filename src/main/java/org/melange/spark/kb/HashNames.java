package org.melange.spark.kb;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.melange.kb.index.NamePrefixes;
import org.melange.kb.name.KeyHash;
import org.melange.spark.row.BatchingIterator;
import org.melange.spark.row.Rows;

/** Hashes names and their beginnings. */
final class HashNames implements MapPartitionsFunction<Row, Row> {

  /** A hash, and the number of a name; -1 for the beginning of one. */
  static final StructType HASHED =
      new StructType().add("hash", DataTypes.LongType).add("number", DataTypes.IntegerType);

  private static final long serialVersionUID = 1L;
  private static final int BEGINNING = -1;
  private static final int RECENT = 1 << 16;

  private final int[] starts;

  /**
   * @param starts the first number of each range
   */
  HashNames(int[] starts) {
    this.starts = starts;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> names) {
    long[] recent = new long[RECENT]; // many names begin alike
    return BatchingIterator.flatMap(names, row -> hashes(row, recent));
  }

  private List<Row> hashes(Row row, long[] recent) {
    String name = row.getAs("name");
    List<Row> rows = new ArrayList<>();
    NamePrefixes.forEach(
        name,
        hash -> {
          int at = (int) hash & RECENT - 1;
          if (recent[at] != hash) {
            recent[at] = hash;
            rows.add(Rows.of(HASHED, hash, BEGINNING));
          }
        });
    rows.add(Rows.of(HASHED, KeyHash.of(name), number(row, starts)));
    return rows;
  }

  /** The number of a name in a row of {@link NumberNames#NUMBERED}. */
  static int number(Row row, int[] starts) {
    return starts[row.<Integer>getAs("range")] + row.<Integer>getAs("position");
  }
}
