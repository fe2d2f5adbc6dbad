package org.melange.spark.learn;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.melange.link.score.NameWeightGrid;
import org.melange.spark.io.JobDescription;
import org.melange.spark.link.NameWeightRanker;

/**
 * Chooses the weight of the name prior on labelled mentions that the model was not trained on: the
 * one of {@link NameWeightGrid} with the most right links, the smallest of several.
 */
public final class NameWeightFitter {

  private NameWeightFitter() {}

  /**
   * The chosen weight.
   *
   * @param weight on the scale of scores
   * @param mentions that it was chosen on
   * @param right of them whose first entity is right with it
   * @param rightWithout of them whose first entity is right without names
   */
  public record Fit(double weight, long mentions, long right, long rightWithout) {

    /** Facts for manifests and reports. */
    public Map<String, Object> facts() {
      Map<String, Object> facts = new TreeMap<>();
      facts.put("name_prior", weight);
      facts.put("name_prior_mentions", mentions);
      if (mentions > 0) {
        facts.put("name_prior_hits_at_1", share(right));
        facts.put("name_prior_hits_at_1_without", share(rightWithout));
      }
      return facts;
    }

    private double share(long count) {
      return Math.round(1e4 * count / mentions) / 1e4;
    }
  }

  /**
   * Compares all weights.
   *
   * @param mentions with features, {@code candidates} and {@code gold_qid}
   * @param ranker whose model and table score them
   */
  public static Fit fit(Dataset<Row> mentions, NameWeightRanker ranker) {
    Dataset<Row> compared = ranker.transform(mentions.filter(col("gold_qid").isNotNull()));
    int weights = NameWeightGrid.weights().length;
    List<Column> sums = new ArrayList<>();
    for (int i = 0; i < weights; i++) {
      sums.add(sum(col("right").getItem(i).cast("long")));
    }
    Row row =
        JobDescription.during(
            mentions.sparkSession(),
            "Compare weights of names",
            () -> compared.agg(count(lit(1)), sums.toArray(Column[]::new)).first());
    long[] right = IntStream.rangeClosed(1, weights).mapToLong(i -> number(row, i)).toArray();
    double best = NameWeightGrid.best(right, ranker.requiresWeight());
    return new Fit(
        best, row.getLong(0), right[Arrays.binarySearch(NameWeightGrid.weights(), best)], right[0]);
  }

  private static long number(Row row, int column) {
    return row.isNullAt(column) ? 0 : row.getLong(column);
  }
}
