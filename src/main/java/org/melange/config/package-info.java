/**
 * Settings as records, one per section of {@code conf/melange.conf}, read once from HOCON and the
 * command line. Only this package reads system properties and environment variables.
 */
package org.melange.config;
