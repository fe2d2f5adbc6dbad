package org.melange.config;

/**
 * {@code features.*}: how features are computed.
 *
 * @param batchSize the most texts or images in one batch of the model
 * @param device the device of the model
 * @param taskGpus the share of a GPU that each task of this stage requests (0: no resource profile)
 * @param precision the precision that CLIP computes in
 * @param intraOpThreads threads of one tensor operation on a CPU (0: a share of the cores)
 * @param fetchThreads threads of an executor that fetch and decode images (0: from its cores)
 * @param cacheBytes heap of an executor for the cache of features
 * @param store directory of the feature store (empty: none)
 */
public record FeatureSettings(
    int batchSize,
    DeviceChoice device,
    double taskGpus,
    Precision precision,
    int intraOpThreads,
    int fetchThreads,
    long cacheBytes,
    String store) {

  /** The device of the model. */
  public enum DeviceChoice {
    /** A GPU if Spark assigns one to the task, else the CPU. */
    AUTO,
    /** The CPU. */
    CPU,
    /** A GPU; it is an error if Spark assigns none. */
    GPU
  }

  static FeatureSettings read(ConfigReader in) {
    return new FeatureSettings(
        in.integer("features.batch-size", 1, 65_536),
        in.oneOf("features.device", DeviceChoice.class),
        in.real("features.task-gpus", 0, 64),
        in.oneOf("features.precision", Precision.class),
        in.integer("features.intra-op-threads", 0, 1024),
        in.integer("features.fetch-threads", 0, 1024),
        in.bytes("features.cache-bytes", 0, Long.MAX_VALUE),
        in.text("features.store"));
  }
}
