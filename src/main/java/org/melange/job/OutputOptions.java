package org.melange.job;

import java.util.Optional;
import org.melange.run.JobException;
import org.melange.spark.io.OutputDirectory;
import picocli.CommandLine.Option;

/** Options of jobs that write an output directory. */
public final class OutputOptions {

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "Output directory.")
  String out;

  @Option(names = "--overwrite", description = "Replace the existing contents of --out.")
  boolean overwrite;

  public static OutputOptions of(String out) {
    return of(out, true);
  }

  /** The options as values. */
  public static OutputOptions of(String out, boolean overwrite) {
    OutputOptions options = new OutputOptions();
    options.out = out;
    options.overwrite = overwrite;
    return options;
  }

  /** The directory as it was given. */
  public String directory() {
    return out;
  }

  /**
   * @param inputs directories that the job reads
   * @throws JobException if the output directory must not be replaced: it is one of the inputs,
   *     holds the output of a finished run, a links table, or foreign files
   */
  void check(String... inputs) {
    OutputDirectory.requireApart(out, inputs);
    OutputDirectory.requireNoTable(out);
    if (OutputDirectory.finished(out) && !overwrite) {
      throw JobException.usage(
          out + " holds the output of a finished run: use another directory or --overwrite");
    }
    if (!OutputDirectory.finished(out) && OutputDirectory.foreign(out) && !overwrite) {
      throw JobException.usage(
          out + " holds files that Melange did not write: use another directory or --overwrite");
    }
  }

  /**
   * The output directory.
   *
   * @throws JobException as {@link #check} does
   */
  public Optional<String> target() {
    check();
    return Optional.of(out);
  }

  /** Clears the output directory. To be called after the inputs were checked. */
  public void prepare() {
    check();
    OutputDirectory.clear(out);
  }
}
