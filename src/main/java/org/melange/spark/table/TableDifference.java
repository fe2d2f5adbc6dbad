package org.melange.spark.table;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.melange.kb.Qids;
import org.melange.link.row.EntityTable;
import org.melange.spark.io.JobDescription;
import org.melange.spark.row.BatchingIterator;

/** Compares the rows of two entity tables of one model. */
public final class TableDifference {

  private TableDifference() {}

  /**
   * The entities that the later table has, and that the earlier one has not, or has with another
   * row or label.
   *
   * @return numbers of QIDs, ascending
   */
  public static long[] changed(SparkSession spark, TableRef earlier, TableRef later) {
    int parts = Math.max(1, spark.sparkContext().defaultParallelism());
    List<Long> changed =
        JobDescription.during(
            spark,
            "Compare entity tables",
            () ->
                spark
                    .range(0, parts, 1, parts)
                    .as(Encoders.LONG())
                    .mapPartitions(new Compare(earlier, later, parts), Encoders.LONG())
                    .collectAsList());
    return changed.stream().mapToLong(Long::longValue).sorted().toArray();
  }

  /** Compares a range of the later table. */
  static final class Compare implements MapPartitionsFunction<Long, Long> {
    private static final long serialVersionUID = 1L;
    private final TableRef earlier;
    private final TableRef later;
    private final int parts;

    Compare(TableRef earlier, TableRef later, int parts) {
      this.earlier = earlier;
      this.later = later;
      this.parts = parts;
    }

    @Override
    public Iterator<Long> call(Iterator<Long> ranges) {
      EntityTable before = earlier.load();
      EntityTable after = later.load();
      return BatchingIterator.flatMap(
          ranges,
          part ->
              range(part, after.size())
                  .filter(index -> differs(before, after, index))
                  .mapToObj(index -> Qids.number(after.qid(index)))
                  .toList());
    }

    private IntStream range(long part, long size) {
      return IntStream.range((int) (size * part / parts), (int) (size * (part + 1) / parts));
    }

    private static boolean differs(EntityTable before, EntityTable after, int index) {
      int old = before.indexOf(after.qid(index));
      return old < 0
          || !before.label(old).equals(after.label(index))
          || !Arrays.equals(row(before, old), row(after, index));
    }

    private static float[] row(EntityTable table, int index) {
      float[] row = new float[table.rows().length(index)];
      table.rows().read(index, 0, row, 0);
      return row;
    }
  }
}
