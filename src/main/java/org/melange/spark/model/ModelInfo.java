package org.melange.spark.model;

import java.nio.file.Path;
import java.util.Optional;
import org.melange.config.FeatureSettings.DeviceChoice;
import org.melange.config.VerifySettings.Checksums;
import org.melange.link.model.LinkingModel;
import org.melange.link.model.ModelConfig;
import org.melange.run.JobException;
import org.melange.run.Manifest;
import org.melange.spark.io.HadoopFiles;

/** Facts about a model, read on the driver without loading it. */
public final class ModelInfo {

  private ModelInfo() {}

  /**
   * Identifies the model's content.
   *
   * @throws JobException if there is no model, or a file of it is missing or has another length
   */
  public static String version(String directory) {
    return ModelCache.version(directory);
  }

  /**
   * Checks a model's files against its manifest and gives its {@link #version}.
   *
   * @param checksums when their contents are compared; existence and lengths are each time
   * @throws JobException naming the first file that is missing or was changed
   */
  public static String checked(String directory, Checksums checksums) {
    ModelCache.check(directory, checksums);
    return ModelCache.version(directory);
  }

  /**
   * Whether a model was trained, by the facts in its manifest: not if they say so, or if they name
   * random weights of the matcher. A model without such facts counts as trained.
   */
  public static boolean trained(String directory) {
    Manifest manifest = HadoopFiles.manifest(directory, ModelCache.KIND);
    return manifest
        .fact("trained")
        .map(Boolean::parseBoolean)
        .orElse(!manifest.fact("weights").equals(Optional.of("random")));
  }

  /**
   * A fact of the model's manifest.
   *
   * @param name of the fact
   */
  public static Optional<String> fact(String directory, String name) {
    return HadoopFiles.manifest(directory, ModelCache.KIND).fact(name);
  }

  /** Shapes and gate. */
  public static ModelConfig config(String directory) {
    return ModelCache.config(directory);
  }

  /**
   * Looks whether a model can score.
   *
   * @throws JobException if it still has to be trained
   */
  public static void requireStatistics(String directory) {
    LinkingModel.requireStatistics(
        ModelCache.directory(directory, version(directory)), config(directory));
  }

  /** Loads a model for the driver itself, on a GPU if {@code device} allows it and there is one. */
  public static LinkingModel load(String directory, DeviceChoice device) {
    return LinkingModel.load(
        ModelCache.directory(directory, version(directory)), Devices.ofDriver(device));
  }

  /** The model's {@code tokenizer.json}, on this machine. */
  public static Path tokenizer(String directory) {
    return ModelCache.directory(directory, version(directory)).resolve("clip/tokenizer.json");
  }
}
