package org.melange.spark.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.run.ExitCode;
import org.melange.run.JobException;
import org.melange.run.WholeFile;

/** Checkpoints go on only with what they were made of. */
class TrainingDirectoryTest {

  @TempDir private Path dir;

  @Test
  void aNewDirectoryRemembersItsOrigin() throws IOException {
    Path training = TrainingDirectory.of(dir.toString(), "model a, data b");
    assertThat(training).isEqualTo(dir.resolve("training")).isDirectory();
    assertThat(training.resolve("origin.txt")).hasContent("model a, data b\n");
  }

  @Test
  void theSameTrainingGoesOn() throws IOException {
    Path training = TrainingDirectory.of(dir.toString(), "model a");
    Files.writeString(training.resolve("epoch-1.bin"), "weights");
    assertThat(TrainingDirectory.of(dir.toString(), "model a")).isEqualTo(training);
    assertThat(training.resolve("epoch-1.bin")).hasContent("weights");
  }

  @Test
  void anotherTrainingIsRefusedAndChangesNothing() {
    Path training = TrainingDirectory.of(dir.toString(), "model a");
    assertThatThrownBy(() -> TrainingDirectory.of(dir.toString(), "model b"))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
        .hasMessageContainingAll("(model a)", "(model b)", "--overwrite");
    assertThat(training.resolve("origin.txt")).hasContent("model a\n");
  }

  @Test
  void halfWrittenFilesAreDeleted() throws IOException {
    Path training = TrainingDirectory.of(dir.toString(), "model a");
    Path draft = Files.writeString(training.resolve(WholeFile.draftOf("losses.csv")), "1,");
    TrainingDirectory.of(dir.toString(), "model a");
    assertThat(draft).doesNotExist();
  }
}
