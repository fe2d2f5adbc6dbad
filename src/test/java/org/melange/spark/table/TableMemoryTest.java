package org.melange.spark.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.melange.run.ExitCode;
import org.melange.run.JobException;

/** How much of a table an executor can map. */
class TableMemoryTest {

  private static final long GIB = 1L << 30;

  private static SparkConf cluster(String... settings) {
    SparkConf conf = new SparkConf(false).set("spark.master", "spark://there:7077");
    for (int i = 0; i < settings.length; i += 2) {
      conf.set(settings[i], settings[i + 1]);
    }
    return conf;
  }

  @Test
  void anExecutorHasItsHeapAndItsOverhead() {
    assertThat(TableMemory.room(cluster())).isEqualTo(GIB + (384L << 20));
    assertThat(TableMemory.room(cluster("spark.executor.memory", "10g"))).isEqualTo(11 * GIB);
    assertThat(
            TableMemory.room(
                cluster(
                    "spark.executor.memory", "10g", "spark.executor.memoryOverheadFactor", "0.5")))
        .isEqualTo(15 * GIB);
  }

  @Test
  void anOverheadThatIsSetCountsInMebibytesUnlessItNamesAUnit() {
    assertThat(
            TableMemory.room(
                cluster("spark.executor.memory", "2g", "spark.executor.memoryOverhead", "1024")))
        .isEqualTo(3 * GIB);
    assertThat(
            TableMemory.room(
                cluster("spark.executor.memory", "2g", "spark.executor.memoryOverhead", "4g")))
        .isEqualTo(6 * GIB);
  }

  @Test
  void aLocalSessionHasTheMachineAndALocalClusterHasExecutors() {
    SparkConf local = new SparkConf(false).set("spark.master", "local[2]");
    assertThat(TableMemory.room(local)).isGreaterThan(GIB);
    assertThat(TableMemory.room(new SparkConf(false))).isEqualTo(TableMemory.room(local));
    SparkConf cluster = new SparkConf(false).set("spark.master", "local-cluster[2,1,1024]");
    assertThat(TableMemory.room(cluster)).isEqualTo(GIB + (384L << 20));
  }

  @Test
  void theErrorNamesBothNumbersAndWhatToSet() {
    SparkConf conf = cluster("spark.executor.memory", "10g");
    assertThatCode(() -> TableMemory.requireRoom(conf, "t", 11 * GIB, "set less"))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> TableMemory.requireRoom(conf, "t", 12 * GIB, "set less"))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessageContainingAll("table t needs 12.9 GB", "has 11.8 GB", "set less");
  }
}
