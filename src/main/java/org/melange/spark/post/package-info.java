/**
 * Posts: input formats, parsers, the quarantine, and labeled data sets.
 *
 * <p>Files come in by {@code spark.input}. Every record becomes a post or a rejection, and mentions
 * are found by {@code spark.kb}. The posts lead to {@code spark.enrich}, {@code spark.features} and
 * {@code spark.link}; the rejections lead to the quarantine.
 */
package org.melange.spark.post;
