package org.melange.enrich.batch;

import java.time.Duration;

/**
 * Limits and intervals of batches.
 *
 * @param maxRequests questions per batch
 * @param maxBytes size of a batch file
 * @param maxOpen batches in progress at a time
 * @param poll interval of status requests
 * @param abandon whether to set batches of another endpoint aside, although their answers may have
 *     been paid for
 */
public record BatchOptions(
    int maxRequests, long maxBytes, int maxOpen, Duration poll, boolean abandon) {}
