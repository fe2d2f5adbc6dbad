package org.melange.job.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.melange.testing.LocalSpark;

/** Messages of jobs on standard error. */
class ConsoleTest {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final Console console = new Console(new PrintStream(bytes, true, StandardCharsets.UTF_8));

  @Test
  void aStepPrintsItsNameAndReturnsItsResult() {
    assertThat(console.step("counting", () -> console.step("adding", () -> 7))).isEqualTo(7);
    assertThat(console.step("counting", console::current)).contains("counting");
    assertThat(text()).matches("(?s)\\[ *\\d+\\.\\d s\\] counting \\.\\.\\.\\R.*");
    assertThat(console.current()).isEmpty();
  }

  @Test
  void secondsOfEqualStepsAreAdded() {
    console.step("a", () -> 1);
    console.step("b", () -> 2);
    console.step("a", () -> 3);
    assertThat(console.stepSeconds()).containsOnlyKeys("a", "b");
  }

  @Test
  void tablesAreAlignedAndNumbersGrouped() {
    Map<String, Object> rows = new LinkedHashMap<>();
    rows.put("posts", 1_234_567L);
    rows.put("share", 0.25);
    rows.put("out", "dir");
    console.table("Links", rows);
    assertThat(text().lines())
        .containsSubsequence(
            "Links", "  posts     1,234,567", "  share           0.3", "  out    dir");
  }

  @Test
  void theNameOfAStepDescribesItsSparkJobs() {
    SparkSession spark = LocalSpark.session();
    String property = "spark.job.description";
    String inside = console.step("linking", () -> spark.sparkContext().getLocalProperty(property));
    assertThat(inside).isEqualTo("linking");
    assertThat(spark.sparkContext().getLocalProperty(property)).isNull();
    assertThatThrownBy(
            () ->
                console.step(
                    "failing",
                    () -> {
                      throw new IllegalStateException("x");
                    }))
        .hasMessage("x");
    assertThat(spark.sparkContext().getLocalProperty(property)).isNull();
  }

  private String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
