package org.melange.config;

/**
 * System properties of the tensor library, which must be set before its first use: the number of
 * threads of one operation, and that native libraries are never downloaded.
 */
public final class TensorEngine {

  private static final String OFFLINE = "ai.djl.offline";
  private static final String INTRA = "ai.djl.pytorch.num_threads";
  private static final String INTER = "ai.djl.pytorch.num_interop_threads";

  private TensorEngine() {}

  /** Sets the number of threads. Properties of the command line override it. */
  public static void prepare(int threads) {
    SystemProperties.setDefault(OFFLINE, "true");
    SystemProperties.setDefault(INTRA, String.valueOf(threads));
    SystemProperties.setDefault(INTER, "1");
  }
}
