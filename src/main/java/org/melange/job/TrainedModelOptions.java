package org.melange.job;

import org.melange.run.JobException;
import org.melange.spark.Outputs;
import picocli.CommandLine.Option;

/**
 * Where a training starts and what it makes; a run that was cut off finds its checkpoints there.
 */
final class TrainedModelOptions {

  @Option(names = "--model", required = true, paramLabel = "DIR", description = "Where to start.")
  String start;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "The trained model; checkpoints and curves in training/.")
  String out;

  @Option(names = "--overwrite", description = "Replace what lies at --out; train from the start.")
  boolean overwrite;

  static TrainedModelOptions of(String start, String out) {
    TrainedModelOptions options = new TrainedModelOptions();
    options.start = start;
    options.out = out;
    return options;
  }

  /**
   * Makes room if that was asked for.
   *
   * @throws JobException if a finished model must stay
   */
  void prepare() {
    if (Outputs.finished(out) && !overwrite) {
      throw JobException.usage(out + " holds a trained model: name another, or add --overwrite");
    }
    if (overwrite) {
      Outputs.clear(out);
    }
  }
}
