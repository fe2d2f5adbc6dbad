package org.melange.spark.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.melange.testing.LocalSpark;

/** Counters of tasks that score mentions, and what a summary says of them. */
class LinkMetricsTest {

  private final LinkMetrics metrics = LinkMetrics.of(LocalSpark.session().sparkContext());

  @Test
  void withoutWorkAllIsZero() {
    assertThat(metrics.seconds())
        .isEqualTo(
            Map.of(
                "before",
                0.0,
                "mention_rows",
                0.0,
                "kernel",
                0.0,
                "after",
                0.0,
                "share_outside_kernel",
                0.0));
    assertThat(metrics.scoring()).isEqualTo(Map.of("table_load_seconds", 0.0));
  }

  @Test
  void secondsAreRoundedToMilliseconds() {
    metrics.before().add(1_234_567_890L);
    metrics.rows().add(1_000_000_000L);
    metrics.kernel().add(6_000_000_000L);
    metrics.after().add(1_000_000_000L);
    assertThat(metrics.seconds())
        .containsEntry("before", 1.235)
        .containsEntry("mention_rows", 1.0)
        .containsEntry("kernel", 6.0)
        .containsEntry("share_outside_kernel", 0.25);
  }

  @Test
  void theSharePrunedIsOfAllPairs() {
    metrics.pairs().add(3_000);
    metrics.pruned().add(2_000);
    assertThat(metrics.scoring()).containsEntry("pruned_share", 0.6667);
  }

  @Test
  void theSlowestJvmCountsAmongThoseThatOpenedTheTable() {
    metrics.loads().add(2_000_000_000L);
    metrics.loads().add(5_000_000_000L);
    metrics.loads().add(1_000_000_000L);
    assertThat(metrics.scoring()).containsEntry("table_load_seconds", 5.0);
  }

  @Test
  void workIsTimedEvenIfItFails() {
    assertThat(LinkMetrics.timed(metrics.kernel(), () -> "done")).isEqualTo("done");
    assertThat(metrics.kernel().count()).isEqualTo(1);
    assertThatThrownBy(
            () ->
                LinkMetrics.timed(
                    metrics.kernel(),
                    () -> {
                      throw new IllegalStateException("no");
                    }))
        .hasMessage("no");
    assertThat(metrics.kernel().count()).isEqualTo(2);
  }

  @Test
  void aTimedSourceGivesTheSameElements() {
    Iterator<Integer> timed = metrics.before(List.of(1, 2, 3).iterator());
    List<Integer> read = new ArrayList<>();
    timed.forEachRemaining(read::add);
    assertThat(read).isEqualTo(List.of(1, 2, 3));
    assertThat(metrics.before().count())
        .isEqualTo(7); // 3 elements, 4 questions whether there is one
  }
}
