package org.melange.job.train;

import java.util.Optional;
import org.melange.config.VerifySettings.Checksums;
import org.melange.run.JobException;
import org.melange.spark.io.OutputDirectory;
import org.melange.spark.model.ModelInfo;
import picocli.CommandLine.Option;

/** Options of trainings: the initial model, and the trained model with its checkpoints. */
public final class TrainedModelOptions {

  @Option(names = "--model", required = true, paramLabel = "DIR", description = "Initial model.")
  public String start;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "The trained model; checkpoints and loss curves are in training/.")
  public String out;

  @Option(
      names = "--overwrite",
      description = "Replace the contents of --out and train from the first epoch.")
  public boolean overwrite;

  public static TrainedModelOptions of(String start, String out) {
    TrainedModelOptions options = new TrainedModelOptions();
    options.start = start;
    options.out = out;
    return options;
  }

  /**
   * @param checksums when the files of the model are compared with its manifest
   * @param inputs further directories that the job reads
   * @throws JobException if there is no initial model, one of its files is missing or was changed,
   *     or the output directory is an input or holds a finished model
   */
  public void check(Checksums checksums, String... inputs) {
    OutputDirectory.requireApart(out, start);
    OutputDirectory.requireApart(out, inputs);
    ModelInfo.checked(start, checksums);
    requireFree();
  }

  /**
   * The output directory.
   *
   * @throws JobException if it holds a finished model or is the initial model
   */
  public Optional<String> target() {
    OutputDirectory.requireApart(out, start);
    requireFree();
    return Optional.of(out);
  }

  /**
   * Requires that the initial model has a matcher.
   *
   * @throws JobException if it is zero-shot
   */
  void requireMatcher() {
    if (ModelInfo.config(start).zeroShot().isPresent()) {
      throw JobException.usage(
          start + " is a zero-shot model: this job trains CLIP for a model with a matcher");
    }
  }

  private void requireFree() {
    if (OutputDirectory.finished(out) && !overwrite) {
      throw JobException.usage(
          out + " holds a trained model: use another directory or --overwrite");
    }
  }

  /** Clears the output directory with --overwrite. To be called after the inputs were checked. */
  public void prepare() {
    if (overwrite) {
      OutputDirectory.clear(out);
    }
  }
}
