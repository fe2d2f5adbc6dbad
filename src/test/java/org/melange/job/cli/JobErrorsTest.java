package org.melange.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.spark.SparkException;
import org.apache.spark.sql.errors.QueryExecutionErrors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.melange.config.ConfigException;
import org.melange.job.JobRun;
import org.melange.run.ExitCode;
import org.melange.run.JobException;
import org.melange.run.Summary;
import picocli.CommandLine.Command;

/** Whatever is thrown, the last line has it in one sentence. */
class JobErrorsTest {

  @Command(name = "failing")
  private record Failing(Supplier<Throwable> error) implements Callable<Summary> {
    @Override
    public Summary call() throws Exception {
      Throwable thrown = error.get();
      if (thrown instanceof Error e) {
        throw e;
      }
      throw (Exception) thrown;
    }
  }

  private static JobRun run(Throwable error) {
    return JobRun.of(() -> CommandRunner.of(new Failing(() -> error), "failing", new String[0]));
  }

  /** The device that is always full, written by Hadoop as Spark writes. */
  @Test
  @EnabledIf("hasFullDevice")
  void aFullDiskIsSaidAsWhatItIs() {
    Throwable full = fullDevice();
    JobRun run =
        run(
            new SparkException(
                "Job aborted due to stage failure",
                QueryExecutionErrors.taskFailedWhileWritingRowsError("file:/out/links", full)));
    assertThat(run.code()).isEqualTo(ExitCode.FAILED);
    assertThat(run.summary().path("error").asText())
        .isEqualTo("No space left on device: writing rows to file:/out/links");
    assertThat(run.err())
        .isEqualTo("failing: No space left on device: writing rows to file:/out/links\n");
  }

  static boolean hasFullDevice() {
    return Files.isWritable(Path.of("/dev/full"));
  }

  private static Throwable fullDevice() {
    try (RawLocalFileSystem fs = new RawLocalFileSystem()) {
      fs.initialize(URI.create("file:///"), new Configuration(false));
      try (OutputStream out = fs.create(new org.apache.hadoop.fs.Path("/dev/full"), true)) {
        out.write(1);
      }
      throw new IllegalStateException("/dev/full took a byte");
    } catch (IOException | FSError e) {
      return e;
    }
  }

  @Test
  @EnabledIf("hasFullDevice")
  void errorsOfHadoopAreToldAsWellAsExceptions() {
    Throwable full = fullDevice();
    assertThat(full).isInstanceOf(FSError.class);
    JobRun run = run(full);
    assertThat(run.code()).isEqualTo(ExitCode.FAILED);
    assertThat(run.summary().path("error").asText()).isEqualTo("No space left on device");
    assertThat(run.err()).doesNotContain("\tat ");
  }

  @Test
  void whatWasBeingDoneIsTold() {
    assertThat(
            JobErrors.sentence(
                new UncheckedIOException(
                    "writing /out/manifest.json", new IOException("No space left on device"))))
        .isEqualTo("No space left on device: writing /out/manifest.json");
    assertThat(
            JobErrors.sentence(
                new UncheckedIOException(
                    new java.nio.file.FileSystemException("/out/x", null, "Disk quota exceeded"))))
        .isEqualTo("Disk quota exceeded: /out/x");
    assertThat(JobErrors.sentence(new OutOfMemoryError("Java heap space")))
        .isEqualTo("OutOfMemoryError: Java heap space");
  }

  @Test
  void ofAnExecutorsFailureTheCauseIsTold() {
    SparkException remote =
        new SparkException(
            "Job aborted due to stage failure: Task 3 in stage 1.0 failed 4 times, most recent"
                + " failure: Lost task 3.3 in stage 1.0 (TID 9) (10.0.0.7 executor 1):"
                + " org.apache.spark.SparkException: [TASK_WRITE_FAILED] Task failed.\n"
                + "\tat org.x.Y(Y.java:1)\n"
                + "Caused by: java.io.IOException: No space left on device\n"
                + "\tat java.base/z(Z.java:2)\n\n"
                + "\tat org.x.W(W.java:3)\n\n"
                + "Driver stacktrace:",
            null);
    assertThat(JobErrors.sentence(remote)).isEqualTo("No space left on device");
    assertThat(JobErrors.isBug(remote)).isFalse();
  }

  @Test
  void ofABugTheTraceIsShown() {
    JobRun run = run(new IllegalStateException("impossible"));
    assertThat(run.code()).isEqualTo(ExitCode.FAILED);
    assertThat(run.summary().path("error").asText()).isEqualTo("IllegalStateException: impossible");
    assertThat(run.err()).contains("\tat org.melange.job.cli.JobErrorsTest");
  }

  @Test
  void allFaultsOfSettingsAreInTheLastLine() {
    JsonNode last =
        run(new ConfigException(List.of("'a' is unknown", "'b' must be positive"))).summary();
    assertThat(last.path("exit_code").asInt()).isEqualTo(2);
    assertThat(last.path("error").asText()).isEqualTo("'a' is unknown; 'b' must be positive");
    assertThat(last.path("errors")).hasSize(2);
    assertThat(last.path("errors").path(1).asText()).isEqualTo("'b' must be positive");
  }

  @Test
  void anErrorOfSeveralLinesIsOneInTheLastLine() {
    JobRun run = run(JobException.input("first\n  second"));
    assertThat(run.summary().path("error").asText()).isEqualTo("first second");
    assertThat(run.summary().has("errors")).isFalse();
  }
}
