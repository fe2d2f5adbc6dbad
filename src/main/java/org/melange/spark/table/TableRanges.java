package org.melange.spark.table;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.udf;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.melange.kb.Qids;
import scala.Tuple2;

/**
 * How the entities of a table are divided by their QID numbers: into partitions of equal size, each
 * of which one task embeds and writes, and into ranges of whole partitions, which are embedded one
 * after the other. The partitions, and so the segments of the table, do not depend on the size of
 * ranges.
 *
 * @param starts QID number of the first entity of each partition, ascending
 * @param entities of all partitions
 * @param perPartition entities of each partition but the last, which may have fewer
 * @param perRange partitions of each range but the last, which may have fewer
 */
record TableRanges(List<Long> starts, long entities, int perPartition, int perRange) {

  /** The most entities of a partition: a segment of about 64 MB with the rows of the paper. */
  private static final int MAX_PER_PARTITION = 10_000;

  private static final String NUMBER = "qid_number";
  private static final String PARTITION = "qid_partition";

  /** Keeps the starts from being changed. */
  TableRanges {
    starts = List.copyOf(starts);
  }

  /**
   * Divides entities.
   *
   * @param entities with {@code qid}
   * @param partitions how many there are at least, if there are so many entities
   * @param rangeEntities the size of a range, which is rounded up to whole partitions; 0 for as
   *     many partitions as {@code partitions} says
   */
  static TableRanges of(Dataset<Row> entities, int partitions, int rangeEntities) {
    JavaRDD<Long> numbers =
        entities.select(number().as(NUMBER)).orderBy(NUMBER).as(Encoders.LONG()).javaRDD();
    long count = numbers.count();
    int perPartition =
        (int) Math.min(MAX_PER_PARTITION, Math.max(1, (count + partitions - 1) / partitions));
    List<Long> starts = numbers.zipWithIndex().filter(new EveryNth(perPartition)).keys().collect();
    int perRange = rangeEntities == 0 ? partitions : (rangeEntities - 1) / perPartition + 1;
    return new TableRanges(starts, count, perPartition, perRange);
  }

  /** How many ranges there are. */
  int count() {
    return (starts.size() + perRange - 1) / perRange;
  }

  /** Entities of the {@code range}-th range, from 0. */
  long entities(int range) {
    long before = (long) firstPartition(range) * perPartition;
    return Math.min(entities - before, (long) partitions(range) * perPartition);
  }

  /** The number of a range's first partition among those of all ranges. */
  int firstPartition(int range) {
    return range * perRange;
  }

  private int partitions(int range) {
    return Math.min(perRange, starts.size() - firstPartition(range));
  }

  /**
   * Adds the number of each entity's range.
   *
   * @param tasks partitions of the result, each of entities with neighboring QID numbers
   */
  Dataset<Row> withRange(Dataset<Row> entities, int tasks, String column) {
    return numbered(entities, 0)
        .repartitionByRange(tasks, col(NUMBER))
        .withColumn(column, expr("cast(" + PARTITION + " div " + perRange + " as int)"))
        .drop(PARTITION, NUMBER);
  }

  /**
   * Divides the entities of one range into its partitions, each in the order of the QID numbers.
   * Stages that come between this and the writing of a table keep the partitions.
   */
  Dataset<Row> partitioned(Dataset<Row> entities, int range) {
    return numbered(entities, firstPartition(range))
        .repartitionById(Math.max(1, partitions(range)), col(PARTITION))
        .sortWithinPartitions(NUMBER)
        .drop(PARTITION, NUMBER);
  }

  private Dataset<Row> numbered(Dataset<Row> entities, int first) {
    return entities
        .withColumn(NUMBER, number())
        .withColumn(
            PARTITION,
            udf(new PartitionOf(starts, first), DataTypes.IntegerType).apply(col("qid")));
  }

  private static Column number() {
    return expr("cast(substring(qid, 2) as bigint)");
  }

  /** Whether a number is the first of a partition. */
  static final class EveryNth implements Function<Tuple2<Long, Long>, Boolean> {
    private static final long serialVersionUID = 1L;
    private final long every;

    EveryNth(long every) {
      this.every = every;
    }

    @Override
    public Boolean call(Tuple2<Long, Long> numberAndIndex) {
      return numberAndIndex._2() % every == 0;
    }
  }

  /** The partition of an entity, less the first partition of its range. */
  static final class PartitionOf implements UDF1<String, Integer>, Serializable {
    private static final long serialVersionUID = 1L;
    private final long[] starts;
    private final int first;

    PartitionOf(List<Long> starts, int first) {
      this.starts = starts.stream().mapToLong(Long::longValue).toArray();
      this.first = first;
    }

    @Override
    public Integer call(String qid) {
      int place = Arrays.binarySearch(starts, Qids.number(qid));
      return (place < 0 ? -place - 2 : place) - first;
    }
  }
}
