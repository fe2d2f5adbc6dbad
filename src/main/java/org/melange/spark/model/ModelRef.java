package org.melange.spark.model;

import java.io.Serializable;
import org.melange.config.FeatureSettings;
import org.melange.config.FeatureSettings.DeviceChoice;
import org.melange.config.Precision;
import org.melange.link.model.LinkingModel;
import org.melange.spark.io.PathResolver;

/**
 * A model that executors load.
 *
 * @param uri its directory
 * @param version what its manifest must say
 * @param device where it is to run
 * @param precision what CLIP computes in
 * @param threads of one tensor operation on a CPU; 0 for the task's cores
 */
public record ModelRef(
    String uri, String version, DeviceChoice device, Precision precision, int threads)
    implements Serializable {

  /** Makes the directory absolute, so that executors look where the driver looked. */
  public ModelRef {
    uri = PathResolver.absolute(uri);
  }

  /** The model at {@code uri} as it is now, run as {@code features} say. */
  public static ModelRef of(String uri, FeatureSettings features) {
    return new ModelRef(
        uri,
        ModelCache.version(uri),
        features.device(),
        features.precision(),
        features.intraOpThreads());
  }

  /** The model of this JVM for this task. */
  public LinkingModel load() {
    LinkingModel model = ModelCache.get(this);
    if (!model.version().equals(version)) {
      throw new IllegalStateException(
          "model "
              + uri
              + " is version "
              + model.version()
              + " here, "
              + version
              + " on the driver: it was replaced during the run, or another model is at this path"
              + " here");
    }
    return model;
  }
}
