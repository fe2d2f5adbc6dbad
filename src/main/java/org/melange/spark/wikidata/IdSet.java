package org.melange.spark.wikidata;

import java.util.Arrays;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import scala.collection.Iterator;
import scala.collection.Seq;

/** A set of items on every executor, eight bytes each, and conditions on columns. */
final class IdSet {

  private final Broadcast<long[]> ids;

  private IdSet(Broadcast<long[]> ids) {
    this.ids = ids;
  }

  /**
   * A set.
   *
   * @param ascending its numbers in order
   */
  static IdSet of(SparkSession spark, long[] ascending) {
    return new IdSet(JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(ascending));
  }

  /** Whether the number in {@code column} is in the set. */
  Column has(Column column) {
    return functions.udf(new HasOne(ids), DataTypes.BooleanType).apply(column);
  }

  /** Whether one of the numbers in {@code column} is in the set. */
  Column hasAny(Column column) {
    return functions.udf(new HasAny(ids), DataTypes.BooleanType).apply(column);
  }

  /** Looks up a number. */
  static final class HasOne implements UDF1<Long, Boolean> {
    private static final long serialVersionUID = 1L;
    private final Broadcast<long[]> ids;

    HasOne(Broadcast<long[]> ids) {
      this.ids = ids;
    }

    @Override
    public Boolean call(Long id) {
      return Arrays.binarySearch(ids.value(), id) >= 0;
    }
  }

  /** Looks up several numbers. */
  static final class HasAny implements UDF1<Seq<Long>, Boolean> {
    private static final long serialVersionUID = 1L;
    private final Broadcast<long[]> ids;

    HasAny(Broadcast<long[]> ids) {
      this.ids = ids;
    }

    @Override
    public Boolean call(Seq<Long> some) {
      for (Iterator<Long> each = some.iterator(); each.hasNext(); ) {
        if (Arrays.binarySearch(ids.value(), each.next()) >= 0) {
          return true;
        }
      }
      return false;
    }
  }
}
