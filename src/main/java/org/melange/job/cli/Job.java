package org.melange.job.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.melange.config.Settings;
import org.melange.run.ExitCode;
import org.melange.run.JobException;
import org.melange.run.Summary;
import org.melange.spark.io.OutputLease;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What all jobs share: options, settings, Spark, exit codes, and the summary as the last line of
 * standard output. People read standard error.
 */
@Command(
    mixinStandardHelpOptions = true,
    version = "Melange",
    sortOptions = false,
    usageHelpWidth = 110,
    footer = {
      "",
      "Spark's options (--master, --conf, --properties-file, --driver-memory, ...) and --profile"
          + " NAME (a file of conf/) may stand among these.",
      "Exit codes: 0 done, 1 failed, 2 wrong usage or settings, 3 unusable input, 4 too many"
          + " records rejected, 5 done but for questions that could not be asked, 6 another process"
          + " writes to the same output, 130 or 143 stopped by SIGINT or SIGTERM."
    })
public abstract class Job implements Callable<Summary> {

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Settings (HOCON) that go before the defaults in conf/melange.conf.")
  private Path config;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "One setting, goes before all others; may be repeated.")
  private List<String> overrides = new ArrayList<>();

  /**
   * Does the work on a running Spark; the summary says how the process is to end, where it is not
   * {@link ExitCode#DONE}.
   */
  public abstract Summary run(SparkSession spark, Settings settings, Console console);

  /** Checks options before Spark starts; throws {@link org.melange.run.JobException}. */
  public void check() {}

  @Override
  public Summary call() {
    Settings settings = Settings.load(Optional.ofNullable(config), overrides);
    check();
    Console console = new Console(System.err);
    SparkSession spark = Sessions.open(name());
    try {
      spark.sparkContext().addSparkListener(new Progress(console));
      return runAlone(spark, settings, console).with("seconds", console.seconds());
    } finally {
      spark.stop();
    }
  }

  /** The directory that the job writes to; empty if it writes to none. */
  public Optional<String> target() {
    return Optional.empty();
  }

  /**
   * Does the work while no other process may write to the same directory; for jobs within jobs,
   * too.
   *
   * @throws JobException if another process writes there
   */
  public final Summary runAlone(SparkSession spark, Settings settings, Console console) {
    Optional<String> target = target();
    if (target.isEmpty()) {
      return run(spark, settings, console);
    }
    try (OutputLease lease = OutputLease.take(target.get(), name(), console::line)) {
      lease.whenLost(() -> spark.sparkContext().cancelAllJobs());
      try {
        return run(spark, settings, console);
      } catch (Exception e) {
        // Spark throws checked exceptions, too; what they say of cancelled jobs is not the cause.
        if (lease.lost().isPresent()) {
          throw JobException.failed(lease.lost().get(), e);
        }
        throw e;
      }
    }
  }

  private String name() {
    return getClass().getAnnotation(Command.class).name();
  }

  /** Runs a job as a process: never returns. */
  public static void main(Job job, String[] args) {
    CommandRunner.main(job, job.name(), args);
  }

  /** Runs a job and prints its last line. */
  public static ExitCode execute(Job job, String[] args) {
    return CommandRunner.of(job, job.name(), args);
  }
}
