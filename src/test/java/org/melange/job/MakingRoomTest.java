package org.melange.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.melange.job.cli.Job;
import org.melange.job.train.TrainJob;
import org.melange.run.ExitCode;
import org.melange.run.JobException;
import org.melange.spark.learn.TrainingDirectory;

/** What lies at {@code --out} is replaced when that was asked for, and not sooner than needed. */
class MakingRoomTest {

  private static SmallWorld world;

  @TempDir private Path dir;

  @BeforeAll
  static void makeWorld() {
    world = SmallWorld.get();
  }

  /** Jobs that replace what they made before. */
  static Stream<Arguments> jobs() {
    return Stream.of(
        arguments(EvaluateJob::new, "--dataset", "--kb", "--table", "--model"),
        arguments(CalibrateJob::new, "--dataset", "--kb", "--table", "--model"),
        arguments(AnnotateJob::new, "--posts", "--kb", "--table", "--model"),
        arguments(TrainJob::new, "--dataset", "--kb", "--model"),
        arguments(EmbedKbJob::new, "--kb", "--model"));
  }

  private static Arguments arguments(Supplier<Job> job, String... inputs) {
    return Arguments.of(job.get().getClass().getSimpleName(), job, List.of(inputs));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jobs")
  void whatIsThereStaysWhenAnInputIsNotThere(String name, Supplier<Job> job, List<String> inputs)
      throws IOException {
    for (String missing : inputs) {
      Path out = finished(dir.resolve("out" + missing));
      List<String> args = arguments(inputs, missing, dir.resolve("nothing").toString());
      args.addAll(List.of("--out", out.toString(), "--overwrite"));
      if (job.get() instanceof AnnotateJob) {
        args.add("--allow-untrained");
      }
      assertThatThrownBy(() -> SmallWorld.run(job.get(), args.toArray(String[]::new)))
          .as("without %s", missing)
          .isInstanceOf(JobException.class)
          .hasMessageContaining("nothing");
      assertThat(out.resolve("manifest.json")).as("without %s", missing).exists();
      assertThat(out.resolve("clip/model.safetensors")).exists();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jobs")
  void whatIsReadIsNotWrittenTo(String name, Supplier<Job> job, List<String> inputs)
      throws IOException {
    for (String input : inputs) {
      // these are no folders of Melange's: nothing in them is cleared
      if (input.equals("--dataset") || input.equals("--posts")) {
        continue;
      }
      Path folder = finished(dir.resolve("read" + input));
      List<String> args = arguments(inputs, input, folder.toString());
      args.addAll(List.of("--out", folder + "/../" + folder.getFileName(), "--overwrite"));
      assertThatThrownBy(() -> SmallWorld.run(job.get(), args.toArray(String[]::new)))
          .as(input)
          .isInstanceOfSatisfying(
              JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
          .hasMessageContaining("is an input of this job");
      assertThat(folder.resolve("manifest.json")).as(input).exists();
    }
  }

  @Test
  void checkpointsOfAnotherOriginAreNotGoneOnFrom() throws IOException {
    String out = dir.resolve("trained").toString();
    Path folder = TrainingDirectory.of(out, "model a");
    assertThat(folder).isDirectory().isEqualTo(dir.resolve("trained/training"));
    Path draft = Files.createFile(folder.resolve(".losses.csv.4711.draft"));
    assertThat(TrainingDirectory.of(out, "model a")).isEqualTo(folder);
    assertThat(draft).doesNotExist();
    assertThatThrownBy(() -> TrainingDirectory.of(out, "model b"))
        .isInstanceOf(JobException.class)
        .hasMessageContainingAll("(model a)", "(model b)", "--overwrite");
    assertThat(Files.readString(folder.resolve("origin.txt"))).isEqualTo("model a\n");
  }

  /** The world's folders, but for one. */
  private static List<String> arguments(List<String> names, String other, String value) {
    List<String> args = new ArrayList<>();
    for (String name : names) {
      args.addAll(List.of(name, name.equals(other) ? value : folder(name)));
    }
    return args;
  }

  private static String folder(String name) {
    return switch (name) {
      case "--kb" -> world.kb();
      case "--table" -> world.table();
      case "--model" -> world.model();
      case "--posts" -> world.posts().toString();
      default -> world.sample().toString();
    };
  }

  /** What looks like a finished model. */
  private static Path finished(Path folder) throws IOException {
    Files.createDirectories(folder.resolve("clip"));
    Files.writeString(folder.resolve("manifest.json"), "{}");
    Files.writeString(folder.resolve("clip/model.safetensors"), "");
    return folder;
  }
}
