package org.melange.spark.row;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.util.AccumulatorV2;
import org.melange.spark.io.JobDescription;

/**
 * How often each of a few values occurs: {@link #of} counts the rows of a dataset exactly, an
 * instance counts while the tasks of a stage run. An instance counts work that is done twice, after
 * a failure or by speculation, twice. Thread-safe.
 */
public final class ValueCounts extends AccumulatorV2<String, Map<String, Long>> {

  private static final long serialVersionUID = 1L;

  private final ConcurrentHashMap<String, Long> counts = new ConcurrentHashMap<>();

  /**
   * Counts the rows that have each value of a column.
   *
   * @param column a text column without nulls
   */
  public static Map<String, Long> of(Dataset<Row> rows, String column) {
    return of(rows, List.of(column)).get(column);
  }

  /**
   * Counts the rows that have each value of each column, in one pass.
   *
   * @param columns text columns without nulls, whose values have few combinations
   * @return the counts by column
   */
  public static Map<String, Map<String, Long>> of(Dataset<Row> rows, List<String> columns) {
    Column[] by = columns.stream().map(functions::col).toArray(Column[]::new);
    List<Row> combinations =
        JobDescription.during(
            rows.sparkSession(),
            "Count rows by " + String.join(", ", columns),
            () -> rows.groupBy(by).count().collectAsList());
    Map<String, Map<String, Long>> counts = new HashMap<>();
    for (String column : columns) {
      Map<String, Long> ofColumn = counts.computeIfAbsent(column, name -> new TreeMap<>());
      combinations.forEach(
          row -> ofColumn.merge(row.getAs(column), row.<Long>getAs("count"), Long::sum));
    }
    return counts;
  }

  @Override
  public boolean isZero() {
    return counts.isEmpty();
  }

  @Override
  public ValueCounts copy() {
    ValueCounts copy = new ValueCounts();
    copy.counts.putAll(counts);
    return copy;
  }

  @Override
  public void reset() {
    counts.clear();
  }

  @Override
  public void add(String value) {
    counts.merge(value, 1L, Long::sum);
  }

  @Override
  public void merge(AccumulatorV2<String, Map<String, Long>> other) {
    other.value().forEach((value, count) -> counts.merge(value, count, Long::sum));
  }

  @Override
  public Map<String, Long> value() {
    return new TreeMap<>(counts);
  }
}
