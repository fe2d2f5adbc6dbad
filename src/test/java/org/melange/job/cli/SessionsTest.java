package org.melange.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.apache.spark.sql.RuntimeConfig;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.melange.testing.LocalSpark;

/** How sessions suit what a job reads. The session of the tests has two cores. */
class SessionsTest {

  private SparkSession spark;

  @BeforeEach
  void sessionOfItsOwn() {
    spark = LocalSpark.session().newSession();
  }

  @AfterEach
  void unknownInputsGetTheDefaults() {
    Sessions.suit(spark, OptionalLong.empty());
    assertThat(Sessions.partitions(spark, 0)).isEqualTo(8);
    assertThat(spark.conf().get("spark.sql.adaptive.enabled")).isEqualTo("true");
  }

  @ParameterizedTest
  @CsvSource({"0, 2, false", "16384, 3, false", "98304, 8, false", "33554431, 8, false"})
  void littleInputIsInFewPartitionsAndPlannedOnce(long bytes, int partitions, String adaptive) {
    Sessions.suit(spark, OptionalLong.of(bytes));
    assertThat(Sessions.partitions(spark, 0)).isEqualTo(partitions);
    assertThat(spark.conf().get("spark.sql.adaptive.enabled")).isEqualTo(adaptive);
  }

  @Test
  void largeInputIsSpread() {
    Sessions.suit(spark, OptionalLong.of(32 << 20));
    assertThat(Sessions.partitions(spark, 0)).isEqualTo(8);
    assertThat(spark.conf().get("spark.sql.adaptive.enabled")).isEqualTo("true");
  }

  @Test
  void whatWasConfiguredStays() {
    RuntimeConfig conf = spark.conf();
    String given = conf.get("spark.sql.shuffle.partitions");
    assertThat(spark.sparkContext().getConf().get("spark.sql.shuffle.partitions")).isEqualTo(given);
    Sessions.suit(spark, OptionalLong.of(0));
    assertThat(conf.get("spark.sql.shuffle.partitions")).isEqualTo(given);
    assertThat(Sessions.partitions(spark, 5)).isEqualTo(5);
  }
}
