package org.melange.spark.store;

/**
 * A data file of a version of a table.
 *
 * @param partition that all of its rows belong to
 * @param bytes its size
 */
record StoredFile(String partition, long bytes) {}
