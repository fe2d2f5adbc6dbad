package org.melange.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.mllib.evaluation.RankingMetrics;
import org.junit.jupiter.api.Test;
import org.melange.testing.LocalSpark;
import scala.Tuple2;

/**
 * The metrics are those of Spark MLlib. They are not computed with it because it wants the whole
 * list of entities of each mention, of which only the place of the right one is known, and needed.
 */
class RankingMetricsTest {

  @Test
  void hitsAndReciprocalRanksAreRecallAndAveragePrecisionOfOneRightEntity() {
    Random random = new Random(5);
    List<RankedMention> mentions = new ArrayList<>();
    List<Tuple2<List<Integer>, List<Integer>>> lists = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      int rank = 1 + random.nextInt(40);
      mentions.add(RankedMention.of("m" + i, rank, Map.of()));
      // the right entity is 0; it stands at its rank among 40 others
      lists.add(
          new Tuple2<>(
              list(IntStream.rangeClosed(1, 40).map(n -> n == rank ? 0 : n)),
              list(IntStream.of(0))));
    }
    JavaRDD<Tuple2<List<Integer>, List<Integer>>> rows =
        JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext()).parallelize(lists);
    RankingMetrics<Integer> spark = RankingMetrics.of(rows);
    for (int k : new int[] {1, 3, 5, 10, 20}) {
      assertThat(Metric.hits(k).of(mentions).orElseThrow())
          .isCloseTo(spark.recallAt(k), within(1e-12));
    }
    assertThat(Metric.MRR.of(mentions).orElseThrow())
        .isCloseTo(spark.meanAveragePrecision(), within(1e-12));
  }

  /** One that Kryo can read. */
  private static List<Integer> list(IntStream numbers) {
    return new ArrayList<>(numbers.boxed().toList());
  }
}
