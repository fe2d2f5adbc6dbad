package org.melange.config;

/** System properties of the JVM that libraries read at their first use. */
final class SystemProperties {

  private SystemProperties() {}

  /** Sets a property, unless the command line sets it. */
  static synchronized void setDefault(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
