package org.melange.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.run.ExitCode;
import org.melange.testing.LocalSpark;

class FeaturesJobTest {

  @TempDir private Path dir;

  @Test
  void entitiesHaveFeaturesAndTheLedgerSavesComputingThemAgain() {
    SmallWorld world = SmallWorld.get();
    JsonNode first = run(world, "first");
    long texts = first.get("texts").asLong();
    assertThat(texts).isPositive();
    assertThat(first.get("texts_computed").asLong()).isEqualTo(texts);
    JsonNode second = run(world, "second");
    assertThat(second.get("texts").asLong()).isEqualTo(texts);
    assertThat(second.get("texts_computed").asLong()).isZero();
    Dataset<Row> features =
        LocalSpark.session().read().parquet(dir.resolve("second/features").toString());
    assertThat(features.count()).isEqualTo(second.get("rows").asLong());
    assertThat(List.of(features.columns())).contains("qid", "text_cls", "image_tokens");
  }

  private JsonNode run(SmallWorld world, String out) {
    JobRun run =
        JobRun.of(
            new FeaturesJob(),
            "--kb",
            world.kb(),
            "--model",
            world.model(),
            "--out",
            dir.resolve(out).toString(),
            "--set",
            "run.partitions=2",
            "--set",
            "features.ledger=" + dir.resolve("ledger"));
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
    return run.summary();
  }
}
