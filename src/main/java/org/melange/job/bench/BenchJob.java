package org.melange.job.bench;

import org.melange.job.cli.CommandRunner;
import picocli.CommandLine.Command;

/**
 * {@code jobs/bench}: how fast the inner parts are on this machine. Each subcommand is a {@code
 * Callable<Summary>} of its own; none needs a Spark session.
 */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    version = "Melange",
    usageHelpWidth = 110,
    description = {
      "Measures inner parts on this machine, beside what the machine itself can do in the same"
          + " run.",
      ""
    },
    subcommands = {
      ScoreBench.class,
      TableBench.class,
      IndexBench.class,
      ClipBench.Text.class,
      ClipBench.Image.class,
      DecodeBench.class,
      StageBench.class,
      DeviceBench.class,
      TrainBench.class
    })
public final class BenchJob {

  /** Runs the job as a process. */
  public static void main(String[] args) {
    CommandRunner.main(new BenchJob(), "bench", args);
  }
}
