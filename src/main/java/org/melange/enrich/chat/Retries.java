package org.melange.enrich.chat;

import java.io.Serializable;
import java.time.Duration;

/**
 * How often and when a request is retried.
 *
 * @param maxAttempts number of attempts, the first one included
 * @param initialBackoff before the second attempt; doubles each time, with 50 % jitter
 * @param maxBackoff longest wait between two attempts
 */
public record Retries(int maxAttempts, Duration initialBackoff, Duration maxBackoff)
    implements Serializable {}
