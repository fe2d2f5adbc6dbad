/**
 * Reads the files of an input in parallel: lists them, divides them into slices, and opens slices
 * of text, JSON and Parquet as records. Errors name the file.
 *
 * <p>Files come from users and other programs and are not trusted. The formats of {@code
 * spark.post} and {@code spark.kb} turn records into posts and entities.
 */
package org.melange.spark.input;
