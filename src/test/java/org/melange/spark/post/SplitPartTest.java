package org.melange.spark.post;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.melange.config.Split;
import org.melange.run.JobException;
import org.melange.testing.LocalSpark;

/** What is held out of a split. */
class SplitPartTest {

  private static final int POSTS = 1_000;

  /** Two mentions of each post. */
  private static Dataset<Row> mentions() {
    return LocalSpark.session()
        .range(2 * POSTS)
        .select(
            concat(lit("p"), expr("id div 2")).as("post_id"),
            concat(lit("m"), col("id")).as("mention_id"));
  }

  private static SplitPart part(String split, long seed) {
    return new SplitPart(Split.of(split), seed);
  }

  private static Set<String> ids(Dataset<Row> rows, String column) {
    List<String> ids = rows.select(column).as(Encoders.STRING()).collectAsList();
    assertThat(ids.size()).as("each once").isGreaterThanOrEqualTo(new TreeSet<>(ids).size());
    return new TreeSet<>(ids);
  }

  @Test
  void aPartIsTheSameInAnyOrderAndPartitioning() {
    SplitPart tenth = part("train:0.1", 43);
    Set<String> held = ids(tenth.of(mentions()), "mention_id");
    Dataset<Row> shuffled = mentions().orderBy(col("mention_id").desc()).repartition(7);
    assertThat(ids(tenth.of(shuffled), "mention_id")).isEqualTo(held);
    // of 1,000 posts 100 ± 3 standard deviations
    assertThat(ids(tenth.of(mentions()), "post_id")).hasSizeBetween(71, 129);
    assertThat(ids(part("train:0.1", 44).of(mentions()), "mention_id")).isNotEqualTo(held);
    assertThat(ids(part("train:0.2", 43).of(mentions()), "mention_id")).containsAll(held);
  }

  @Test
  void aPostIsInThePartOrInTheRest() {
    SplitPart third = part("train:0.33", 43);
    Set<String> held = ids(third.of(mentions()), "post_id");
    Set<String> rest = ids(third.restOf(mentions()), "post_id");
    assertThat(held).doesNotContainAnyElementsOf(rest);
    assertThat(held.size() + rest.size()).isEqualTo(POSTS);
    assertThat(third.of(mentions()).count() + third.restOf(mentions()).count())
        .isEqualTo(2 * POSTS);
    assertThat(part("dev", 43).of(mentions()).count()).isEqualTo(2 * POSTS);
  }

  @Test
  void whatWasFittedOnThePartIsRefused() {
    SplitPart tenth = part("train:0.1", 43);
    assertThat(tenth).hasToString("train:0.1 seed 43");
    assertThatCode(() -> tenth.requireHeldOut("my/model", Optional.of("train:0.1 seed 43")))
        .doesNotThrowAnyException();
    assertThatCode(() -> part("dev", 43).requireHeldOut("my/model", Optional.empty()))
        .doesNotThrowAnyException();
    for (Optional<String> other :
        List.of(Optional.<String>empty(), Optional.of("train:0.1 seed 44"))) {
      assertThatThrownBy(() -> tenth.requireHeldOut("my/model", other))
          .isInstanceOf(JobException.class)
          .hasMessageContainingAll(
              "train:0.1 seed 43", "my/model", other.orElse("nothing"), "train.validate-on=");
    }
  }
}
