package org.melange.job;

import java.util.Optional;
import org.melange.run.JobException;
import org.melange.spark.io.OutputDirectory;
import picocli.CommandLine.Option;

/** Where a job writes. */
public final class OutputOptions {

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where to write.")
  String out;

  @Option(names = "--overwrite", description = "Replace what lies at --out.")
  boolean overwrite;

  public static OutputOptions of(String out) {
    OutputOptions options = new OutputOptions();
    options.out = out;
    options.overwrite = true;
    return options;
  }

  /**
   * @param inputs folders that the job reads
   * @throws JobException if there is something that must stay: one of the inputs, what a run
   *     finished, or what is not Melange's
   */
  void check(String... inputs) {
    OutputDirectory.requireApart(out, inputs);
    if (OutputDirectory.finished(out) && !overwrite) {
      throw JobException.usage(
          out + " holds the output of a finished run: name another, or add --overwrite");
    }
    if (!OutputDirectory.finished(out) && OutputDirectory.foreign(out) && !overwrite) {
      throw JobException.usage(
          out + " holds files that are not Melange's: name another, or add --overwrite");
    }
  }

  /**
   * Where the job writes.
   *
   * @throws JobException as {@link #check} does
   */
  Optional<String> target() {
    check();
    return Optional.of(out);
  }

  /** Makes room; to be called when it is known that the inputs are there. */
  void prepare() {
    check();
    OutputDirectory.clear(out);
  }
}
