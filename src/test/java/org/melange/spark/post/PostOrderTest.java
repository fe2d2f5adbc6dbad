package org.melange.spark.post;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.melange.testing.LocalSpark;

/** Which of several versions of a post is the newest. */
class PostOrderTest {

  private static List<String> sorted(String... values) {
    List<String> shuffled = new ArrayList<>(Arrays.asList(values));
    Collections.shuffle(shuffled, new Random(7));
    Dataset<Row> rows =
        LocalSpark.session().createDataset(shuffled, Encoders.STRING()).toDF("value");
    return rows.orderBy(PostOrder.key(col("value"))).as(Encoders.STRING()).collectAsList();
  }

  @Test
  void numbersAreComparedByValue() {
    assertThat(sorted("-3", "9", "10", "1e3")).containsExactly("-3", "9", "10", "1e3");
  }

  @Test
  void timesAreComparedAcrossZones() {
    assertThat(
            sorted(
                "2026-01-01T10:00:00+02:00", "2026-01-01T09:00:00Z", "2026-01-01T08:30:00-01:00"))
        .containsExactly(
            "2026-01-01T10:00:00+02:00", "2026-01-01T09:00:00Z", "2026-01-01T08:30:00-01:00");
  }

  @Test
  void noValueIsFirstThenTextsThenNumbers() {
    assertThat(sorted(null, "a", "b", "1")).containsExactly(null, "a", "b", "1");
  }

  @Test
  void theValueIsAFieldOfThePost() {
    Dataset<Row> posts =
        LocalSpark.session()
            .createDataset(
                List.of("{\"at\": 5, \"a b\": \"x\"}", "{}", "{\"at\": null}"), Encoders.STRING())
            .toDF("extra");
    assertThat(posts.select(PostOrder.value("at")).as(Encoders.STRING()).collectAsList())
        .containsExactly("5", null, null);
    assertThat(posts.select(PostOrder.value("a b")).as(Encoders.STRING()).collectAsList())
        .containsExactly("x", null, null);
    assertThat(posts.select(PostOrder.value("")).as(Encoders.STRING()).collectAsList())
        .containsOnlyNulls();
  }
}
