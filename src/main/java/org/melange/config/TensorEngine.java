package org.melange.config;

/**
 * What the tensor library asks of the JVM, once, when it is first used: how many threads libtorch
 * may use for one operation, and that natives come from the class path and are never downloaded.
 */
public final class TensorEngine {

  private static final String OFFLINE = "ai.djl.offline";
  private static final String INTRA = "ai.djl.pytorch.num_threads";
  private static final String INTER = "ai.djl.pytorch.num_interop_threads";

  private TensorEngine() {}

  /** Asks for {@code threads}; what the JVM was started with goes before. */
  public static synchronized void prepare(int threads) {
    setDefault(OFFLINE, "true");
    setDefault(INTRA, String.valueOf(threads));
    setDefault(INTER, "1");
  }

  private static void setDefault(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
