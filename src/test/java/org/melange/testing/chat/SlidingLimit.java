package org.melange.testing.chat;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Lets through what keeps every window of the given length within the limits, counted by arrival;
 * not one request or token more. Thread-safe.
 */
final class SlidingLimit {

  private final int requests;
  private final long tokens;
  private final long length;
  private final Deque<long[]> accepted = new ArrayDeque<>();
  private long held;

  /** Limits of 0 are none. */
  SlidingLimit(int requests, long tokens, long windowMillis) {
    this.requests = requests;
    this.tokens = tokens;
    this.length = windowMillis * 1_000_000;
  }

  /** Whether a request of so many tokens may enter now; if so it counts. */
  synchronized boolean enter(long now, long itsTokens) {
    while (!accepted.isEmpty() && now - accepted.peek()[0] >= length) {
      held -= accepted.poll()[1];
    }
    if ((requests > 0 && accepted.size() >= requests)
        || (tokens > 0 && held + itsTokens > tokens)) {
      return false;
    }
    accepted.add(new long[] {now, itsTokens});
    held += itsTokens;
    return true;
  }

  /** Seconds until the oldest no longer counts. */
  synchronized long secondsToNext(long now) {
    return accepted.isEmpty() ? 0 : 1 + (length - (now - accepted.peek()[0])) / 1_000_000_000;
  }

  synchronized int left() {
    return requests == 0 ? Integer.MAX_VALUE : requests - accepted.size();
  }

  int requests() {
    return requests;
  }
}
