package org.melange.job.reproduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.run.ExitCode;
import org.melange.run.JobException;
import org.melange.sample.SmokeDataSet;
import org.melange.testing.DevelopmentData;

/** The check of a data set against the published one. */
class DataCheckTest {

  @TempDir private Path dir;
  private DataFiles files;

  @BeforeEach
  void write() throws IOException {
    SmokeDataSet.write(dir);
    files = new DataFiles(dir, dir.resolve("kb_image"), dir.resolve("mention_image"));
  }

  @Test
  void theMadeUpDataSetIsAsExpected() {
    DataReport report = check();
    assertThat(report.problems()).isEmpty();
    assertThat(report.counts())
        .allSatisfy(count -> assertThat(count.found()).isEqualTo(count.expected()))
        .extracting(DataReport.Count::what)
        .containsExactly(
            "entities",
            "mentions of train",
            "mentions of dev",
            "mentions of test",
            "images of entities",
            "images of mentions");
    assertThatCode(() -> report.require("Smoke", false)).doesNotThrowAnyException();
  }

  @Test
  void whatIsMissingCannotBeUsed() throws IOException {
    Files.delete(dir.resolve("kb_entity.json"));
    Files.delete(dir.resolve("Smoke_dev.json"));
    Path test = dir.resolve("Smoke_test.json");
    Files.writeString(test, Files.readString(test).substring(0, 5_000));
    DataReport report = check();
    assertThat(fatal(report))
        .anyMatch(what -> what.contains("kb_entity.json does not exist"))
        .anyMatch(what -> what.contains("has no file *_dev.json"))
        .anyMatch(what -> what.contains("Smoke_test.json is damaged"));
    assertThatThrownBy(() -> report.require("Smoke", true))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
        .hasMessageContaining("cannot be used")
        .hasMessageContaining("download it again");
  }

  @Test
  void missingImagesAreCountedAndTheRemedyIsNamed() throws IOException {
    try (Stream<Path> images = Files.list(dir.resolve("mention_image"))) {
      images.limit(100).forEach(DataCheckTest::delete);
    }
    DataReport report = check();
    assertThat(report.counts())
        .contains(new DataReport.Count("images of mentions", 320, 220))
        .anyMatch(count -> count.what().equals("images of entities") && count.found() > 149);
    assertThat(report.problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.fatal()).isFalse();
              assertThat(problem.what()).contains("100 of 320 images of mentions are not in");
              assertThat(problem.remedy()).contains("--mention-images");
            });
    assertThatThrownBy(() -> report.require("Smoke", false))
        .hasMessageContaining("--allow-differences");
    assertThatCode(() -> report.require("Smoke", true)).doesNotThrowAnyException();
  }

  @Test
  void aFewMissingImagesAreAsPublished() throws IOException {
    try (Stream<Path> images = Files.list(dir.resolve("mention_image"))) {
      images.limit(10).forEach(DataCheckTest::delete);
    }
    assertThat(check().problems()).isEmpty();
  }

  @Test
  void otherRecordsAreDifferences() throws IOException {
    Path train = dir.resolve("Smoke_train.json");
    String text = Files.readString(train).replace("\"desc\"", "\"other\"");
    Files.writeString(train, text.replaceFirst("\"answer\":\"Q\\d+\"", "\"answer\":\"nil\""));
    Path dev = dir.resolve("Smoke_dev.json");
    Files.writeString(
        dev, Files.readString(dev).replaceFirst("\"answer\":\"Q\\d+\"", "\"answer\":\"Q999999\""));
    Files.delete(dir.resolve("qid2id.json"));
    assertThat(check().problems())
        .allSatisfy(problem -> assertThat(problem.fatal()).isFalse())
        .extracting(DataReport.Problem::what)
        .satisfiesExactly(
            what -> assertThat(what).isEqualTo("199 mentions of train, not 200"),
            what -> assertThat(what).isEqualTo("answers that are not among the entities: 1"),
            what -> assertThat(what).contains("qid2id.json does not exist"));
  }

  @Test
  void nothingIsReadFromADirectoryThatDoesNotExist() {
    Path none = dir.resolve("none");
    DataReport report = DataCheck.of(PublishedSet.smoke(), new DataFiles(none, none, none));
    assertThat(fatal(report)).singleElement().asString().contains("is not a directory");
  }

  @Test
  void partsOfThePublishedSetsAreRecognized() {
    Optional<Path> found = DevelopmentData.file("WikiMEL");
    assumeTrue(found.isPresent());
    Path wikimel = found.get();
    DataReport report =
        DataCheck.of(PublishedSet.named("WikiMEL"), new DataFiles(wikimel, wikimel, wikimel));
    assertThat(report.counts())
        .contains(
            new DataReport.Count("entities", 109_976, 17_391),
            new DataReport.Count("mentions of train", 18_092, 18_092),
            new DataReport.Count("mentions of dev", 2_585, 2_585));
    assertThat(fatal(report)).singleElement().asString().contains("*_test.json");
  }

  private DataReport check() {
    return DataCheck.of(PublishedSet.smoke(), files);
  }

  private static List<String> fatal(DataReport report) {
    return report.problems().stream()
        .filter(DataReport.Problem::fatal)
        .map(DataReport.Problem::what)
        .toList();
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
