package org.melange.spark;

import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Rows with columns added and taken away. */
final class Rows {

  private Rows() {}

  /** {@code row} with {@code values} behind it. */
  static Row append(Row row, Object... values) {
    Object[] all = new Object[row.length() + values.length];
    for (int i = 0; i < row.length(); i++) {
      all[i] = row.get(i);
    }
    System.arraycopy(values, 0, all, row.length(), values.length);
    return RowFactory.create(all);
  }

  /** {@code row} without the columns called {@code names}. */
  static Row without(Row row, List<String> names) {
    String[] columns = row.schema().fieldNames();
    return RowFactory.create(
        IntStream.range(0, columns.length)
            .filter(i -> !names.contains(columns[i]))
            .mapToObj(row::get)
            .toArray());
  }

  /** What becomes of two lists of equal length taken together. */
  static <A, B> List<Row> zip(List<A> a, List<B> b, BiFunction<A, B, Row> combine) {
    return IntStream.range(0, a.size()).mapToObj(i -> combine.apply(a.get(i), b.get(i))).toList();
  }
}
