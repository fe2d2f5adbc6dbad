package org.melange.job.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.config.Settings;
import org.melange.job.cli.Console;
import org.melange.job.cli.Job;
import org.melange.run.JobException;
import org.melange.run.Manifest;
import org.melange.run.Summary;
import org.melange.spark.io.OutputDirectory;
import org.melange.testing.LocalSpark;
import picocli.CommandLine.Command;

/** The steps of experiments. */
class ExperimentTest {

  @TempDir private Path dir;

  /** A job that finishes its output in its second run. */
  @Command(name = "second")
  private static final class SecondTime extends Job {
    private final String out;
    private int runs;

    SecondTime(String out) {
      this.out = out;
    }

    @Override
    public Optional<String> target() {
      return Optional.of(out);
    }

    @Override
    public Summary run(SparkSession spark, Settings settings, Console console) {
      runs++;
      if (runs < 2) {
        throw new IllegalStateException("interrupted");
      }
      OutputDirectory.finish(out, new Manifest("evaluation", "v", Map.of("hits_at_1", 0.5)));
      return Summary.empty();
    }
  }

  @Test
  void aStepIsRepeatedUntilItIsFinished() {
    String out = dir.resolve("out").toString();
    Experiment experiment =
        new Experiment(LocalSpark.session(), new Console(System.err), "data", "kb");
    SecondTime job = new SecondTime(out);
    assertThatThrownBy(() -> experiment.run(job, out, Settings.defaults()))
        .hasMessage("interrupted");
    assertThat(experiment.run(job, out, Settings.defaults())).isTrue();
    assertThat(experiment.run(job, out, Settings.defaults())).isFalse();
    assertThat(job.runs).isEqualTo(2);
    assertThat(Experiment.evaluation(out)).containsEntry("hits_at_1", 0.5);
  }

  @Test
  void aDirectoryHoldsOneExperiment() {
    String out = dir.toString();
    Experiment.requireSame(out, "plan.json", Map.of("seed", 43));
    assertThatCode(() -> Experiment.requireSame(out, "plan.json", Map.of("seed", 43)))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> Experiment.requireSame(out, "plan.json", Map.of("seed", 44)))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("other data or settings");
  }
}
