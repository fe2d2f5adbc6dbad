/**
 * Description-aware mention enhancement on Spark: the transformer, the answer store, and the budget
 * shared by all executors.
 */
package org.melange.spark.enrich;
