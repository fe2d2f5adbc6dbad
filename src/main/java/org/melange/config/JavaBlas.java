package org.melange.config;

import java.util.List;

/**
 * System properties of Spark MLlib's linear algebra, which must be set before its first use. MLlib
 * loads a BLAS of the operating system where there is one. Beside libtorch, Debian's OpenBLAS 0.3
 * crashed the JVM, so MLlib gets the one in Java.
 */
public final class JavaBlas {

  private static final List<String> LIBRARIES = List.of("blas", "lapack", "arpack");

  private JavaBlas() {}

  /**
   * Keeps libraries of the system from being loaded. Properties of the command line override it.
   */
  public static void prefer() {
    for (String library : LIBRARIES) {
      SystemProperties.setDefault("dev.ludovic.netlib." + library + ".nativeLib", "none");
    }
  }
}
