package org.melange.spark.wikidata;

import java.util.Arrays;
import java.util.Iterator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.melange.kb.wikidata.LongPairs;

/** Numbers of items on the driver. Rows are read partition by partition. */
final class Ids {

  private Ids() {}

  /** The first column, ascending. */
  static long[] collect(Dataset<Row> rows) {
    LongPairs numbers = new LongPairs();
    for (Iterator<Row> each = rows.toLocalIterator(); each.hasNext(); ) {
      numbers.add(each.next().getLong(0), 0);
    }
    long[] sorted = numbers.firsts();
    Arrays.sort(sorted);
    return sorted;
  }

  /** The first two columns. */
  static LongPairs pairs(Dataset<Row> rows) {
    LongPairs pairs = new LongPairs();
    rows.toLocalIterator().forEachRemaining(row -> pairs.add(row.getLong(0), row.getLong(1)));
    return pairs;
  }
}
