package org.melange.config;

import java.time.Duration;

/** What Java's HTTP client asks of the JVM, once, before it is first used. */
public final class HttpEngine {

  private static final String KEEP_ALIVE = "jdk.httpclient.keepalive.timeout";

  private HttpEngine() {}

  /** Closes connections that idle for so long; what the JVM was started with goes before. */
  public static synchronized void prepare(Duration keepAlive) {
    if (System.getProperty(KEEP_ALIVE) == null) {
      System.setProperty(KEEP_ALIVE, String.valueOf(Math.max(1, keepAlive.toSeconds())));
    }
  }
}
