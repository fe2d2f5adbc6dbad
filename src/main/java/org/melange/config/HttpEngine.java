package org.melange.config;

import java.time.Duration;

/** System properties of Java's HTTP client, which must be set before its first use. */
public final class HttpEngine {

  private static final String KEEP_ALIVE = "jdk.httpclient.keepalive.timeout";

  private HttpEngine() {}

  /** Sets the keep-alive time of idle connections. A property of the command line overrides it. */
  public static void prepare(Duration keepAlive) {
    SystemProperties.setDefault(KEEP_ALIVE, String.valueOf(Math.max(1, keepAlive.toSeconds())));
  }
}
