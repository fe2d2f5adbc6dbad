/**
 * A lease on a directory: one process at a time holds it, renews it while it works, and checks it
 * before it publishes. The protocol is pure Java; a {@link org.melange.run.lease.LeaseStore} keeps
 * the files, on the local file system here, on Hadoop's file systems in {@code spark}.
 */
package org.melange.run.lease;
