/**
 * The knowledge base on Spark: reads and merges entities, writes and opens knowledge bases, and
 * gives executors the index of its names, texts and words.
 *
 * <p>{@link org.melange.spark.kb.MentionExtractor} turns posts into mentions and {@link
 * org.melange.spark.kb.CandidateGenerator} adds the candidates of each mention. Mentions lead to
 * {@code spark.enrich} and {@code spark.features}, entities to {@code spark.table}.
 */
package org.melange.spark.kb;
