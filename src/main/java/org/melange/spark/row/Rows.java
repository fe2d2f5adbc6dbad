package org.melange.spark.row;

import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Creates rows. Spark may pass the rows of one transformer to the next without encoding them.
 * Therefore every row has its schema and every array is a Scala sequence, as after encoding.
 */
public final class Rows {

  private Rows() {}

  /** A row of {@code schema}. */
  public static Row of(StructType schema, Object... values) {
    return new GenericRowWithSchema(values, schema);
  }

  /** The value of an array column. */
  public static Object array(List<?> elements) {
    return CollectionConverters.asScala(elements).toSeq();
  }

  /** {@code row} followed by the columns of {@code more}. */
  public static Row append(Row row, StructType more, Object... values) {
    Object[] all = new Object[row.length() + values.length];
    for (int i = 0; i < row.length(); i++) {
      all[i] = row.get(i);
    }
    System.arraycopy(values, 0, all, row.length(), values.length);
    return of(Schemas.concat(row.schema(), more), all);
  }

  /** {@code row} with another value in the column {@code name}. */
  public static Row with(Row row, String name, Object value) {
    Object[] all = new Object[row.length()];
    Arrays.setAll(all, row::get);
    all[row.fieldIndex(name)] = value;
    return of(row.schema(), all);
  }

  /** {@code row} without the columns {@code names}. */
  public static Row without(Row row, List<String> names) {
    String[] columns = row.schema().fieldNames();
    return of(
        Schemas.without(row.schema(), names),
        IntStream.range(0, columns.length)
            .filter(i -> !names.contains(columns[i]))
            .mapToObj(row::get)
            .toArray());
  }

  /** Combines the elements of two lists of equal length pairwise. */
  public static <A, B, C> List<C> zip(List<A> a, List<B> b, BiFunction<A, B, C> combine) {
    return IntStream.range(0, a.size()).mapToObj(i -> combine.apply(a.get(i), b.get(i))).toList();
  }
}
