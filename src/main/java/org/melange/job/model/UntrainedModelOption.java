package org.melange.job.model;

import org.melange.job.cli.Console;
import org.melange.run.JobException;
import org.melange.spark.model.ModelInfo;
import picocli.CommandLine.Option;

/** The option to link with a model that was not trained. */
public final class UntrainedModelOption {

  /** The key in last lines that says whether the model was trained. */
  public static final String KEY = "model_trained";

  @Option(
      names = "--allow-untrained",
      description =
          "Link with a model whose weights are random. Its links are for trying things only.")
  public boolean allowed;

  /**
   * Refuses a model that was not trained, unless it is allowed.
   *
   * @param model directory of a model
   * @return whether the model was trained
   * @throws JobException if it was not, and is not allowed
   */
  public boolean require(String model, Console console) {
    if (!allowed && !ModelInfo.trained(model)) {
      throw JobException.usage(
          "model "
              + model
              + " was not trained: its weights are random, and so are its links. Train it"
              + " (jobs/train), give trained weights to jobs/init-model, or add --allow-untrained");
    }
    return warn(model, console);
  }

  /**
   * Warns of a model that was not trained.
   *
   * @return whether the model was trained
   */
  public static boolean warn(String model, Console console) {
    boolean trained = ModelInfo.trained(model);
    if (!trained) {
      console.line("  warning: model " + model + " was not trained: its weights are random");
    }
    return trained;
  }
}
