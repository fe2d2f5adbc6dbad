package org.melange.job.bench;

import org.melange.job.cli.CommandRunner;
import picocli.CommandLine.Command;

/**
 * {@code jobs/bench}: measures components on this machine. Each subcommand is a {@code
 * Callable<Summary>}; {@code features}, {@code devices} and {@code update} start a Spark session of
 * their own.
 */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    version = "Melange",
    usageHelpWidth = 110,
    description = {
      "Measures components on this machine, and hardware limits for comparison in the same run.",
      ""
    },
    subcommands = {
      ScoreBench.class,
      TableBench.class,
      IndexBench.class,
      LexicalBench.class,
      NamesBench.class,
      ClipBench.Text.class,
      ClipBench.Image.class,
      DecodeBench.class,
      StageBench.class,
      DeviceBench.class,
      TrainBench.class,
      UpdateBench.class,
      AllBench.class
    })
public final class BenchJob {

  /** Runs the job as a process. */
  public static void main(String[] args) {
    CommandRunner.main(new BenchJob(), "bench", args);
  }
}
