/**
 * Input files: listing, splitting and reading of text, JSON and Parquet, with errors told per file.
 */
package org.melange.spark.input;
