/**
 * Files on Hadoop file systems and the local disk: output directories with manifests, leases,
 * checksums, caches, and objects that the tasks of a JVM share.
 *
 * <p>The lowest package of {@code spark}: it knows paths and bytes, but no rows. All other packages
 * of {@code spark} and the jobs build on it.
 */
package org.melange.spark.io;
