package org.melange.job;

import org.melange.run.JobException;
import org.melange.spark.Outputs;
import picocli.CommandLine.Option;

/** Where a job writes. */
final class OutputOptions {

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where to write.")
  String out;

  @Option(names = "--overwrite", description = "Replace what lies at --out.")
  boolean overwrite;

  static OutputOptions of(String out) {
    OutputOptions options = new OutputOptions();
    options.out = out;
    options.overwrite = true;
    return options;
  }

  /**
   * Makes room: what a run that did not finish left behind goes, what one finished stays unless it
   * may be replaced.
   *
   * @throws JobException if there is something that must stay
   */
  void prepare() {
    if (Outputs.finished(out) && !overwrite) {
      throw JobException.usage(
          out + " holds the output of a finished run: name another, or add --overwrite");
    }
    if (!Outputs.finished(out) && Outputs.foreign(out) && !overwrite) {
      throw JobException.usage(
          out + " holds files that are not Melange's: name another, or add --overwrite");
    }
    Outputs.clear(out);
  }
}
