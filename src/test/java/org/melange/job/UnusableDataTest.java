package org.melange.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.job.cli.Job;
import org.melange.job.sweep.SweepJob;
import org.melange.run.ExitCode;
import org.melange.run.JobException;
import org.melange.run.Summary;

/** What is said of a data set that does not belong to its knowledge base. */
class UnusableDataTest {

  private SmallWorld world;

  @TempDir private Path dir;

  @BeforeEach
  void writeADataSetThatNobodyKnows() throws IOException {
    world = SmallWorld.get();
    String records =
        Stream.of("nil", "Q999999999", "Q999999998")
            .map(
                answer ->
                    "{\"id\":\"%1$s\",\"sentence\":\"Nobody knows Elbonia.\",\"imgPath\":\"\",\"mentions\":\"Elbonia\",\"entities\":\"\",\"answer\":\"%1$s\"}"
                        .formatted(answer))
            .toList()
            .toString();
    for (String split : List.of("train", "test")) {
      Files.writeString(dir.resolve("x_" + split + ".json"), records);
    }
  }

  @Test
  void thereIsNothingToEvaluateOrCalibrateOn() throws IOException {
    for (Job job : List.of(new EvaluateJob(), new CalibrateJob())) {
      Path out = Files.createDirectories(dir.resolve(job.getClass().getSimpleName()));
      Files.writeString(out.resolve("manifest.json"), "{}");
      assertThatThrownBy(
              () ->
                  SmallWorld.run(
                      job,
                      "--dataset",
                      dir.toString(),
                      "--split",
                      "test",
                      "--kb",
                      world.kb(),
                      "--table",
                      world.table(),
                      "--model",
                      world.model(),
                      "--overwrite",
                      "--out",
                      out.toString()))
          .isInstanceOfSatisfying(
              JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
          .hasMessageContainingAll(
              "split test: no mention has its entity in " + world.kb(), "nil=1", "not_in_kb=2");
      assertThat(out.resolve("manifest.json")).exists();
    }
  }

  @Test
  void aSweepGoesOnWhenOneOfItsTrainingsFails() throws IOException {
    Path out = dir.resolve("sweep");
    Summary summary =
        SmallWorld.run(
            new SweepJob(),
            "--dataset",
            dir.toString(),
            "--kb",
            world.kb(),
            "--model",
            world.model(),
            "--vary",
            "train.epochs=1,2",
            "--out",
            out.toString());
    assertThat(summary.values())
        .containsEntry("combinations", 2)
        .containsEntry("failed", 2)
        .doesNotContainKey("best");
    assertThat(Files.readString(out.resolve("sweep.md")))
        .contains("epochs=1 failed: no usable mention", "epochs=2 failed: no usable mention");
    assertThat(Files.readString(out.resolve("sweep.html")))
        .contains("epochs=2 failed: no usable mention");
    assertThat(Files.readAllLines(out.resolve("sweep.csv"))).hasSize(1);
    assertThat(out.resolve("manifest.json")).exists();
  }
}
