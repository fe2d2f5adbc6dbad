package org.melange.testing.chat;

import java.util.Map;

/**
 * How a {@link ChatServer} behaves.
 *
 * @param port to listen on; 0 for a free one
 * @param requestsPerWindow 0 for no limit
 * @param tokensPerWindow 0 for no limit
 * @param windowMillis length of the sliding window
 * @param latencyMillis from question to answer
 * @param faults share of requests that each fault happens to
 * @param seed of the chance
 * @param key the key that questions must carry; empty for none
 */
public record ChatServerOptions(
    int port,
    int requestsPerWindow,
    long tokensPerWindow,
    long windowMillis,
    long latencyMillis,
    Map<Fault, Double> faults,
    long seed,
    String key) {

  /** No limits, no faults, and no time lost. */
  public static ChatServerOptions plain() {
    return new ChatServerOptions(0, 0, 0, 60_000, 0, Map.of(), 1, "");
  }

  public ChatServerOptions port(int other) {
    return new ChatServerOptions(
        other, requestsPerWindow, tokensPerWindow, windowMillis, latencyMillis, faults, seed, key);
  }

  public ChatServerOptions limits(int requests, long tokens, long millis) {
    return new ChatServerOptions(port, requests, tokens, millis, latencyMillis, faults, seed, key);
  }

  public ChatServerOptions latency(long millis) {
    return new ChatServerOptions(
        port, requestsPerWindow, tokensPerWindow, windowMillis, millis, faults, seed, key);
  }

  public ChatServerOptions faults(Map<Fault, Double> others) {
    return new ChatServerOptions(
        port, requestsPerWindow, tokensPerWindow, windowMillis, latencyMillis, others, seed, key);
  }

  /** The same share of all faults, {@code share} together. */
  public ChatServerOptions mixed(double share, Fault... kinds) {
    Map<Fault, Double> each = new java.util.EnumMap<>(Fault.class);
    for (Fault fault : kinds) {
      each.put(fault, share / kinds.length);
    }
    return faults(each);
  }

  public ChatServerOptions key(String other) {
    return new ChatServerOptions(
        port, requestsPerWindow, tokensPerWindow, windowMillis, latencyMillis, faults, seed, other);
  }
}
