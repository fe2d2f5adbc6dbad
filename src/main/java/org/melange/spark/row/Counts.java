package org.melange.spark.row;

import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** How many rows have each value of a column. */
public final class Counts {

  private Counts() {}

  /**
   * Counts the rows.
   *
   * @param column a text that is nowhere null
   */
  public static Map<String, Long> of(Dataset<Row> rows, String column) {
    Map<String, Long> counts = new TreeMap<>();
    rows.groupBy(column)
        .count()
        .collectAsList()
        .forEach(row -> counts.put(row.getString(0), row.getLong(1)));
    return counts;
  }
}
