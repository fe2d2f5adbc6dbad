package org.melange.job.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
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
 * Base class of jobs on Spark: common options, settings, the session, and the lease of the output
 * directory. The summary is the last line of standard output; messages for users go to standard
 * error.
 */
@Command(
    mixinStandardHelpOptions = true,
    version = "Melange",
    sortOptions = false,
    usageHelpWidth = 110,
    footer = {
      "",
      "Spark's options (--master, --conf, --properties-file, --driver-memory, ...) and --profile"
          + " NAME (a file of conf/) can be given as well.",
      "Exit codes: 0 success, 1 failure, 2 invalid usage or settings, 3 unusable input, 4 too many"
          + " records rejected or images missing, 5 success except for questions without an answer,"
          + " 6 another process writes to the same output, 130 or 143 stopped by SIGINT or SIGTERM."
    })
public abstract class Job implements Callable<Summary> {

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Settings (HOCON) that override the defaults in conf/melange.conf.")
  private Path config;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "One setting; overrides --config. May be repeated.")
  private List<String> overrides = new ArrayList<>();

  /**
   * Does the work on a running session. The summary holds the exit code if it is not {@link
   * ExitCode#DONE}.
   */
  public abstract Summary run(SparkSession spark, Settings settings, Console console);

  /** The settings file where {@code --config} names none. */
  protected Optional<Path> defaultConfig() {
    return Optional.empty();
  }

  /** Checks options before Spark starts; throws {@link JobException} if they are invalid. */
  public void check() {}

  /**
   * Checks inputs before Spark starts, as far as that takes next to no time.
   *
   * @throws JobException if one is missing or does not fit
   */
  protected void requireInputs() {}

  /**
   * Bytes of the rows that the job reads. {@link Sessions#suit} chooses by them how Spark runs
   * queries; empty if they are not known. Called once, before Spark starts.
   */
  protected OptionalLong inputBytes() {
    return OptionalLong.empty();
  }

  @Override
  public Summary call() {
    Settings settings =
        Settings.load(Optional.ofNullable(config).or(this::defaultConfig), overrides);
    check();
    target();
    requireInputs();
    OptionalLong bytes = inputBytes();
    Console console = new Console(System.err);
    SparkSession spark = usesTables() ? Sessions.withTables(name()) : Sessions.open(name());
    try {
      Sessions.suit(spark, bytes);
      spark
          .sparkContext()
          .addSparkListener(new Progress(console, spark.sparkContext().defaultParallelism()));
      return runAlone(spark, settings, console).with("seconds", console.seconds());
    } finally {
      spark.stop();
    }
  }

  /** Whether the job reads or writes links tables. */
  public boolean usesTables() {
    return false;
  }

  /**
   * The output directory that needs a lease; empty if the job writes to none.
   *
   * @throws JobException if the directory must not be written to
   */
  public Optional<String> target() {
    return Optional.empty();
  }

  /**
   * Does the work while it holds the lease of the output directory. Jobs that run other jobs call
   * it as well.
   *
   * @throws JobException if another process writes there
   */
  public final Summary runAlone(SparkSession spark, Settings settings, Console console) {
    Optional<String> target = target();
    if (target.isEmpty()) {
      return run(spark, settings, console);
    }
    return OutputLease.holding(
        spark, target.get(), name(), console::line, () -> run(spark, settings, console));
  }

  private String name() {
    return getClass().getAnnotation(Command.class).name();
  }

  /** Runs a job as a process. Never returns. */
  public static void main(Job job, String[] args) {
    CommandRunner.main(job, job.name(), args);
  }

  /** Runs a job and prints its last line. */
  public static ExitCode execute(Job job, String[] args) {
    return CommandRunner.of(job, job.name(), args);
  }
}
