package org.melange.spark;

import org.melange.link.ModelConfig;

/** What a driver wants to know of a model without loading it. */
public final class ModelInfo {

  private ModelInfo() {}

  /** Identifies the model's content. */
  public static String version(String folder) {
    return Models.version(folder);
  }

  /** Shapes and gate. */
  public static ModelConfig config(String folder) {
    return Models.config(folder);
  }
}
