/**
 * The stages as Spark ML transformers, the readers and writers of datasets, and what they share on
 * an executor. What a stage computes stands in the other rooms; here is only how Spark runs it.
 */
package org.melange.spark;
