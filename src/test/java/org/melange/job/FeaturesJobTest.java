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
  void entitiesHaveFeaturesAndTheLedgerIsFilled() {
    JsonNode summary = run(SmallWorld.get(), "entities");
    assertThat(summary.get("texts").asLong()).isPositive();
    assertThat(summary.get("texts_computed")).isEqualTo(summary.get("texts"));
    Dataset<Row> features =
        LocalSpark.session().read().parquet(dir.resolve("entities/features").toString());
    assertThat(features.count()).isEqualTo(summary.get("rows").asLong());
    assertThat(List.of(features.columns())).contains("qid", "text_cls", "image_tokens");
    assertThat(dir.resolve("ledger/texts")).isDirectory();
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
            "features.store=" + dir.resolve("ledger"));
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
    return run.summary();
  }
}
