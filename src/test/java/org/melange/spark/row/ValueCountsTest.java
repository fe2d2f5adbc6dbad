package org.melange.spark.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.melange.testing.LocalSpark;

/** Counts of values, of datasets and inside tasks. */
class ValueCountsTest {

  @Test
  void countsTheRowsOfADataset() {
    List<String> rows = List.of("{\"s\":\"ok\"}", "{\"s\":\"none\"}", "{\"s\":\"ok\"}");
    assertThat(ValueCounts.of(LocalSpark.rows("s string", rows), "s"))
        .containsExactly(Map.entry("none", 1L), Map.entry("ok", 2L));
    assertThat(ValueCounts.of(LocalSpark.rows("s string", List.of()), "s")).isEmpty();
  }

  @Test
  void countsInsideTasks() {
    SparkSession spark = LocalSpark.session();
    ValueCounts counts = new ValueCounts();
    spark.sparkContext().register(counts, "test");
    JavaSparkContext.fromSparkContext(spark.sparkContext())
        .parallelize(List.of("a", "b", "a", "c", "a"), 3)
        .foreach(counts::add);
    assertThat(counts.value())
        .containsExactly(Map.entry("a", 3L), Map.entry("b", 1L), Map.entry("c", 1L));
  }

  @Test
  void copiesAreIndependentAndMerge() {
    ValueCounts one = new ValueCounts();
    assertThat(one.isZero()).isTrue();
    one.add("a");
    ValueCounts copy = one.copy();
    copy.add("b");
    assertThat(one.value()).isEqualTo(Map.of("a", 1L));
    one.merge(copy);
    assertThat(one.value()).isEqualTo(Map.of("a", 2L, "b", 1L));
    assertThat(one.isZero()).isFalse();
    one.reset();
    assertThat(one.isZero()).isTrue();
    assertThat(copy.value()).hasSize(2);
  }
}
