/**
 * Settings: records read once from HOCON, command line and environment. The only room that reads
 * system properties and the environment.
 */
package org.melange.config;
