/**
 * Rows of Spark: the schemas of all datasets, converters between rows and records, iterators for
 * partition functions, and the base class of all transformers.
 *
 * <p>Uses {@code spark.io} for descriptions of Spark jobs and the records of {@code corpus}. All
 * packages that read or write datasets use it.
 */
package org.melange.spark.row;
