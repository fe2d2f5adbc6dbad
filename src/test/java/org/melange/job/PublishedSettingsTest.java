package org.melange.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.melange.config.Enrichment.Chooser;
import org.melange.config.Precision;
import org.melange.config.Settings;
import org.melange.config.TrainingSettings;
import org.melange.config.TrainingSettings.ClipTraining;
import org.melange.config.TrainingSettings.LearningSchedule;
import org.melange.link.model.InputPreparation;
import org.melange.link.model.ModelConfig;
import org.melange.mmoe.Gate;
import org.melange.mmoe.MatcherConfig;
import org.melange.spark.learn.ModelTraining;
import org.melange.train.TrainingOptions;
import org.melange.train.optimizer.LearningRateSchedule;

/** The settings and shapes of the published trainings. */
class PublishedSettingsTest {

  private static final Path DIRECTORY =
      Path.of(System.getProperty("basedir", "."), "conf/published");

  @ParameterizedTest
  @CsvSource({"wikimel, 5e-6, 3", "richpediamel, 1e-5, 4", "wikidiverse, 1e-5, 2"})
  void everyValueIsTheReleasedOne(String name, double rate, int experts) throws IOException {
    Settings settings =
        Settings.load(Optional.of(DIRECTORY.resolve(name + ".conf")), List.of("run.partitions=3"));
    TrainingSettings train = settings.train();
    assertThat(ModelTraining.options(train))
        .isEqualTo(
            new TrainingOptions(
                20,
                32,
                rate,
                1e-4,
                1e-4,
                Double.POSITIVE_INFINITY,
                2,
                3,
                43,
                new LearningRateSchedule(LearningRateSchedule.Shape.CONSTANT, 0),
                Precision.FLOAT32));
    assertThat(train.clip()).isEqualTo(ClipTraining.TRAINED);
    assertThat(train.clipLearningRate()).isEqualTo(rate);
    assertThat(train.fraction()).isOne();
    assertThat(train.learningRateSchedule()).isEqualTo(LearningSchedule.CONSTANT);
    assertThat(train.validationEntities()).isGreaterThan(160_933);
    assertThat(settings.enrich().questions().strategy()).isEqualTo(Chooser.GIVEN);
    assertThat(settings.link().namePrior()).hasValue(0);
    ModelConfig shape = ModelConfig.parse(Files.readString(DIRECTORY.resolve(name + ".json")));
    assertThat(shape)
        .isEqualTo(
            new ModelConfig(50, MatcherConfig.paper(experts, Gate.PUBLISHED))
                .withPreparation(InputPreparation.PUBLISHED));
  }

  @Test
  void eachDataSetHasSettingsAndAShape() throws IOException {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "README.md",
              "ablations.conf",
              "common.conf",
              "hyperparameters.conf",
              "low-resource.conf",
              "richpediamel.conf",
              "richpediamel.json",
              "smoke.conf",
              "smoke.json",
              "wikidiverse.conf",
              "wikidiverse.json",
              "wikimel.conf",
              "wikimel.json");
    }
  }

  @Test
  void theShapeOfThePaperIsThatOfWikiDiverse() throws IOException {
    Path models = DIRECTORY.resolveSibling("models");
    assertThat(ModelConfig.parse(Files.readString(models.resolve("paper.json"))))
        .isEqualTo(ModelConfig.parse(Files.readString(DIRECTORY.resolve("wikidiverse.json"))));
  }
}
