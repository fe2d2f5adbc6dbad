package org.melange.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.run.ExitCode;
import org.melange.run.JobException;
import picocli.CommandLine;

/** What is said of a shape file before Spark starts, and before anything is written. */
class InitModelTest {

  @TempDir private Path dir;

  @Test
  void filesThatAreNotThereAreNamed() throws IOException {
    for (String option : List.of("--shape", "--clip", "--weights", "--tokenizer")) {
      assertRefused(option, dir.resolve("nothing").toString(), "nothing does not exist");
    }
    check(List.of("--clip", dir.toString()));
    check(List.of());
  }

  @Test
  void aShapeThatNamesNoVocabularyNeedsOneFromElsewhere() throws IOException {
    Path shape = shape("{\"text_length\": 16}");
    assertRefused("--shape", shape.toString(), "names no 'vocabulary': give a CLIP or a tokenizer");
    assertRefused("--shape", shape("{\"vocabulary\": \"large\"}").toString(), "no 'vocabulary'");
    check(List.of("--shape", shape.toString(), "--clip", dir.toString()));
    check(List.of("--shape", shape.toString(), "--tokenizer", shape.toString()));
  }

  @Test
  void aShapeThatIsNoJsonIsSaidToBeNone() throws IOException {
    assertRefused("--shape", shape("{\"vocabulary\": ").toString(), "shape.json is not JSON");
  }

  private Path shape(String json) throws IOException {
    return Files.writeString(dir.resolve("shape.json"), json);
  }

  private void assertRefused(String option, String value, String fault) {
    assertThatThrownBy(() -> check(List.of(option, value)))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
        .hasMessageContaining(fault);
  }

  private void check(List<String> args) {
    InitModelJob job = new InitModelJob();
    new CommandLine(job)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs(arguments(args).toArray(String[]::new));
    job.check();
  }

  private List<String> arguments(List<String> args) {
    List<String> all = new ArrayList<>(args);
    if (!args.contains("--shape")) {
      all.addAll(List.of("--shape", SmallWorld.SHAPE.toString()));
    }
    all.addAll(List.of("--kb", "kb", "--posts", "posts", "--out", dir.resolve("out").toString()));
    return all;
  }
}
