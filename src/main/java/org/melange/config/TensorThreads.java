package org.melange.config;

/**
 * How many threads libtorch may use for one operation; it takes the number when it is first used in
 * a JVM.
 */
public final class TensorThreads {

  private static final String INTRA = "ai.djl.pytorch.num_threads";
  private static final String INTER = "ai.djl.pytorch.num_interop_threads";

  private TensorThreads() {}

  /** Asks for {@code threads}, unless the JVM was started with a number of its own. */
  public static synchronized void limit(int threads) {
    setDefault(INTRA, threads);
    setDefault(INTER, 1);
  }

  private static void setDefault(String property, int value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, String.valueOf(value));
    }
  }
}
