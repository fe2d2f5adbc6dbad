/** Files of Hadoop file systems, output directories, leases, and caches of a machine. */
package org.melange.spark.io;
