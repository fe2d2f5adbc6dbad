package org.melange.spark.store;

import java.time.Instant;

/**
 * A version of a table.
 *
 * @param id as time travel accepts it
 * @param time when it was committed
 */
record StoredVersion(String id, Instant time) {}
