package org.melange.spark.model;

import java.nio.file.Path;
import org.melange.config.FeatureSettings.DeviceChoice;
import org.melange.config.VerifySettings.Checksums;
import org.melange.link.model.LinkingModel;
import org.melange.link.model.ModelConfig;
import org.melange.run.JobException;

/** What a driver wants to know of a model without loading it. */
public final class ModelInfo {

  private ModelInfo() {}

  /**
   * Identifies the model's content.
   *
   * @throws JobException if there is no model, or a file of it is missing or has another length
   */
  public static String version(String folder) {
    return ModelCache.version(folder);
  }

  /**
   * Checks a model's files against its manifest and gives its {@link #version}.
   *
   * @param checksums when their contents are compared; existence and lengths are each time
   * @throws JobException naming the first file that is missing or was changed
   */
  public static String checked(String folder, Checksums checksums) {
    ModelCache.check(folder, checksums);
    return ModelCache.version(folder);
  }

  /** Shapes and gate. */
  public static ModelConfig config(String folder) {
    return ModelCache.config(folder);
  }

  /**
   * Looks whether a model can score.
   *
   * @throws JobException if it still has to be trained
   */
  public static void requireStatistics(String folder) {
    LinkingModel.requireStatistics(ModelCache.folder(folder, version(folder)), config(folder));
  }

  /** Loads a model for the driver itself, on a GPU if {@code device} allows it and there is one. */
  public static LinkingModel load(String folder, DeviceChoice device) {
    return LinkingModel.load(ModelCache.folder(folder, version(folder)), Devices.ofDriver(device));
  }

  /** The model's {@code tokenizer.json}, on this machine. */
  public static Path tokenizer(String folder) {
    return ModelCache.folder(folder, version(folder)).resolve("clip/tokenizer.json");
  }
}
