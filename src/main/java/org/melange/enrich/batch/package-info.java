/**
 * Questions in batch files: submission, polling and results of a service with OpenAI's batch API.
 *
 * <p>{@link org.melange.enrich.batch.BatchModel} receives requests with keys and passes replies to
 * a {@link org.melange.enrich.batch.BatchSink}. It records open batches in a {@link
 * org.melange.enrich.batch.BatchJournal}, so that the next run can collect them. Uses {@code chat}
 * for the format of requests and {@code budget} for money. Knows no Spark.
 */
package org.melange.enrich.batch;
