package org.melange.spark.wikidata;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.sort_array;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.melange.kb.wikidata.ItemRedirects;
import org.melange.kb.wikidata.LongPairs;
import org.melange.spark.row.Rows;

/**
 * The redirects whose final target is an item of the dump.
 *
 * @param pairs rows of {@code from} and {@code to}
 */
record RedirectTable(Dataset<Row> pairs) {

  private static final StructType ROW =
      new StructType().add("from", DataTypes.LongType).add("to", DataTypes.LongType);

  private static final int CHUNK = 1 << 16;

  /**
   * Resolves redirects.
   *
   * @param files a file of two columns, or the two dumps of {@link RedirectDumps}
   * @param items the items of the dump, by {@code id}
   */
  static RedirectTable read(SparkSession spark, String files, Dataset<Row> items) {
    return of(spark, pairs(spark, files), items);
  }

  private static LongPairs pairs(SparkSession spark, String files) {
    Optional<RedirectDumps> dumps = RedirectDumps.of(files);
    return dumps.isPresent()
        ? dumps.get().read()
        : Ids.pairs(PairLines.read(spark, files, "a QID and the QID that it redirects to"));
  }

  /** Resolves redirects. */
  static RedirectTable of(SparkSession spark, LongPairs pairs, Dataset<Row> items) {
    Dataset<Row> resolved = rows(spark, ItemRedirects.of(pairs).resolved());
    return new RedirectTable(
        resolved.join(items.select("id"), col("to").equalTo(col("id")), "left_semi"));
  }

  private static Dataset<Row> rows(SparkSession spark, LongPairs pairs) {
    long[] from = pairs.firsts();
    long[] to = pairs.seconds();
    List<long[][]> chunks = new ArrayList<>();
    for (int start = 0; start < from.length; start += CHUNK) {
      int end = Math.min(from.length, start + CHUNK);
      chunks.add(
          new long[][] {Arrays.copyOfRange(from, start, end), Arrays.copyOfRange(to, start, end)});
    }
    return spark.createDataFrame(
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(chunks, Math.max(1, chunks.size()))
            .flatMap(new ToRows()),
        ROW);
  }

  /** The redirected items that the dump has nevertheless, ascending. */
  long[] stale(Dataset<Row> items) {
    return Ids.collect(items.select("id").join(pairs, col("id").equalTo(col("from")), "left_semi"));
  }

  /** Rows of {@code to} and {@code redirects}, ascending. */
  Dataset<Row> byTarget() {
    return pairs.groupBy("to").agg(sort_array(collect_list("from")).as("redirects"));
  }

  /** Unpacks pairs. */
  static final class ToRows implements FlatMapFunction<long[][], Row> {
    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<Row> call(long[][] pairs) {
      return IntStream.range(0, pairs[0].length)
          .mapToObj(i -> Rows.of(ROW, pairs[0][i], pairs[1][i]))
          .iterator();
    }
  }
}
