package org.melange.enrich.batch;

import java.time.Duration;

/**
 * How batches are made.
 *
 * @param maxRequests questions in one
 * @param maxBytes the largest file
 * @param maxOpen how many are at the service at a time
 * @param poll how often it is asked whether one is done
 * @param abandon whether batches that were submitted to another endpoint are set aside, though
 *     their answers may have been paid for
 */
public record BatchOptions(
    int maxRequests, long maxBytes, int maxOpen, Duration poll, boolean abandon) {}
