package org.melange.job;

import java.util.Optional;
import org.melange.config.Settings.Checksums;
import org.melange.run.JobException;
import org.melange.spark.io.OutputDirectory;
import org.melange.spark.model.ModelInfo;
import picocli.CommandLine.Option;

/**
 * Where a training starts and what it makes; a run that was cut off finds its checkpoints there.
 */
public final class TrainedModelOptions {

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

  public static TrainedModelOptions of(String start, String out) {
    TrainedModelOptions options = new TrainedModelOptions();
    options.start = start;
    options.out = out;
    return options;
  }

  /**
   * @param checksums when the files of the model are compared with its manifest
   * @param inputs folders that the job reads besides
   * @throws JobException if there is no model to start from, one of its files is missing or was
   *     changed, or something must stay: a finished model or an input
   */
  void check(Checksums checksums, String... inputs) {
    OutputDirectory.requireApart(out, start);
    OutputDirectory.requireApart(out, inputs);
    ModelInfo.checked(start, checksums);
    requireFree();
  }

  /**
   * Where the training writes.
   *
   * @throws JobException if a finished model or the model to start from is there
   */
  Optional<String> target() {
    OutputDirectory.requireApart(out, start);
    requireFree();
    return Optional.of(out);
  }

  private void requireFree() {
    if (OutputDirectory.finished(out) && !overwrite) {
      throw JobException.usage(out + " holds a trained model: name another, or add --overwrite");
    }
  }

  /** Makes room if that was asked for; to be called when it is known that the inputs are there. */
  void prepare() {
    if (overwrite) {
      OutputDirectory.clear(out);
    }
  }
}
