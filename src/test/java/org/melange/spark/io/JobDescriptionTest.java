package org.melange.spark.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.melange.testing.LocalSpark;

/** Jobs carry the description of the step that started them. */
class JobDescriptionTest {

  private final SparkSession spark = LocalSpark.session();

  @Test
  void describesTheJobsOfAStepAndRestoresThePreviousDescription() throws Exception {
    Described described = new Described();
    spark.sparkContext().addSparkListener(described);
    try {
      long counted =
          JobDescription.during(
              spark,
              "outer step",
              () -> {
                long inner =
                    JobDescription.during(spark, "inner step", () -> spark.range(3).count());
                return inner + spark.range(4).count();
              });
      assertThat(counted).isEqualTo(7);
      spark.sparkContext().listenerBus().waitUntilEmpty();
    } finally {
      spark.sparkContext().removeSparkListener(described);
    }
    assertThat(described.descriptions.stream().distinct())
        .containsExactly("inner step", "outer step");
    assertThat(current()).isNull();
  }

  @Test
  void restoresThePreviousDescriptionAfterAFailure() {
    assertThatThrownBy(
            () ->
                JobDescription.during(
                    spark,
                    "failing step",
                    (Runnable)
                        () -> {
                          throw new IllegalStateException("of the step");
                        }))
        .hasMessage("of the step");
    assertThat(current()).isNull();
  }

  private String current() {
    return spark.sparkContext().getLocalProperty("spark.job.description");
  }

  private static final class Described extends SparkListener {
    private final List<String> descriptions = new CopyOnWriteArrayList<>();

    @Override
    public void onJobStart(SparkListenerJobStart event) {
      descriptions.add(event.properties().getProperty("spark.job.description"));
    }
  }
}
