package org.melange.spark.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.config.Settings;
import org.melange.testing.LocalSpark;

/** The parameters of the estimator; what it learns is tested with the jobs. */
class LinkerTrainerTest {

  private static final StructType MENTIONS =
      StructType.fromDDL(
          "post_id string, mention_id string, mention string, text string, images"
              + " array<struct<uri: string, bytes: binary>>, gold_qid string, tag int");

  @TempDir private Path dir;

  private static LinkerTrainer trainer() {
    return new LinkerTrainer("trainer")
        .setModel("m")
        .setKb("k")
        .setDirectory("d")
        .setImagesRoot("i")
        .setValidationShare(0.25)
        .setSettings(Settings.load(Optional.empty(), List.of("train.epochs=3")));
  }

  @Test
  void aSavedEstimatorKeepsItsParameters() throws Exception {
    LocalSpark.session();
    trainer().save(dir.resolve("saved").toString());
    LinkerTrainer read = LinkerTrainer.read().load(dir.resolve("saved").toString());
    assertThat(read.uid()).isEqualTo("trainer");
    assertThat(read.extractParamMap().toString()).isEqualTo(trainer().extractParamMap().toString());
    assertThat(Settings.ofSource(read.getOrDefault(read.settings())).train().epochs()).isEqualTo(3);
  }

  @Test
  void parametersHaveDefaultsButForTheDirectories() {
    LinkerTrainer unset = new LinkerTrainer();
    assertThat(unset.getOrDefault(unset.imagesRoot())).isEqualTo(".");
    assertThat(unset.getOrDefault(unset.validationShare())).isEqualTo(0.1);
    assertThat(unset.isDefined(unset.model())).isFalse();
    assertThat(unset.isDefined(unset.kb())).isFalse();
    assertThat(unset.isDefined(unset.directory())).isFalse();
  }

  @Test
  void linksAreAddedToTheColumnsThatAreThere() {
    assertThat(trainer().transformSchema(MENTIONS).fieldNames())
        .startsWith(MENTIONS.fieldNames())
        .contains("qid", "score", "candidates", "kb_version");
    assertThatThrownBy(() -> trainer().transformSchema(StructType.fromDDL("mention int")))
        .hasMessageContainingAll(
            "LinkerTrainer", "no column 'post_id'", "column 'mention' is int, not string");
    assertThatThrownBy(() -> trainer().transformSchema(MENTIONS.add("qid", "string")))
        .hasMessageContaining("the input has already: qid");
  }

  @Test
  void allMentionsCannotBeHeldBackForValidation() {
    assertThatThrownBy(() -> trainer().setValidationShare(0.91))
        .hasMessageContaining("validationShare");
    assertThatThrownBy(() -> trainer().setValidationShare(-0.1))
        .hasMessageContaining("validationShare");
  }
}
