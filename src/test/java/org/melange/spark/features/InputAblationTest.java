package org.melange.spark.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.job.SmallWorld;
import org.melange.link.model.ModelConfig;
import org.melange.spark.model.ModelInfo;
import org.melange.spark.row.PostCodec;
import org.melange.testing.LocalSpark;

/** A model that was made without an input does not see it. */
class InputAblationTest {

  @TempDir private Path dir;

  private static Dataset<Row> mentions() {
    return LocalSpark.rows(
        "mention string, description string, images array<struct<uri: string, bytes: binary>>",
        List.of(
            "{\"mention\": \"a\", \"description\": \"b\", \"images\": [{\"uri\": \"c.png\"}]}"));
  }

  /** A directory with nothing of a model but its shapes. */
  private String without(String... inputs) throws IOException {
    ModelConfig config = ModelInfo.config(SmallWorld.get().model());
    Files.writeString(dir.resolve("config.json"), config.without(List.of(inputs)).toJson());
    return dir.toString();
  }

  @Test
  void aModelThatSeesEverythingIsGivenTheRowsThemselves() throws IOException {
    Dataset<Row> mentions = mentions();
    assertThat(InputAblation.on(mentions, without())).isSameAs(mentions);
  }

  @Test
  void imagesAreTakenAway() throws IOException {
    Row seen = InputAblation.on(mentions(), without("images")).first();
    assertThat(PostCodec.images(seen)).isEmpty();
    assertThat(seen.<String>getAs("description")).isEqualTo("b");
    assertThat(seen.schema()).isEqualTo(mentions().schema());
  }

  @Test
  void descriptionsAreTakenAwayWhereThereAreAny() throws IOException {
    String model = without("descriptions");
    Row seen = InputAblation.on(mentions(), model).first();
    assertThat(seen.<String>getAs("description")).isEmpty();
    assertThat(PostCodec.images(seen)).hasSize(1);
    Dataset<Row> none = mentions().drop("description");
    assertThat(InputAblation.on(none, model).columns()).isEqualTo(none.columns());
  }
}
