package org.melange.link.model;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.melange.clip.engine.ClipOutput;

/**
 * CLIP's features by content hash, so that the tasks of a JVM compute each content once: the first
 * task that asks computes it, others that ask meanwhile wait for it. A full cache evicts contents
 * that are asked for rarely; one pass over many contents does not evict those that are asked for
 * often. Thread-safe.
 */
public final class FeatureCache {

  private final AsyncCache<String, ClipOutput> cache;
  private final LongAdder asked = new LongAdder();
  private final LongAdder computed = new LongAdder();

  /**
   * An empty cache.
   *
   * @param maxBytes heap that features may take; with 0 only contents in flight are shared
   */
  public FeatureCache(long maxBytes) {
    cache =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .weigher((String key, ClipOutput output) -> Math.toIntExact(output.bytes()))
            .executor(Runnable::run) // eviction is cheap, and done when a call returns
            .buildAsync();
  }

  /** The features of {@code key}, if they are cached. */
  public Optional<ClipOutput> find(String key) {
    return Optional.ofNullable(cache.synchronous().getIfPresent(key));
  }

  /** Features that were computed. */
  public long computed() {
    return computed.sum();
  }

  /** Features that were asked for and did not have to be computed again. */
  public long saved() {
    return asked.sum() - computed.sum();
  }

  /**
   * The features of each of {@code keys}, in their order. What this call has to compute, it
   * computes before it waits for others, so no two calls wait for each other.
   *
   * @param compute given the places in {@code keys} of contents that are neither cached nor in
   *     flight, each content once, gives their features
   */
  public List<ClipOutput> get(
      List<String> keys, Function<List<Integer>, List<ClipOutput>> compute) {
    Map<String, Integer> places = new LinkedHashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      places.putIfAbsent(keys.get(i), i);
    }
    Map<String, ClipOutput> outputs =
        join(places.keySet(), missing -> compute.apply(missing.stream().map(places::get).toList()));
    asked.add(keys.size());
    return keys.stream().map(outputs::get).toList();
  }

  /** If the computation that this call waits for fails, this call does it itself. */
  private Map<String, ClipOutput> join(
      Set<String> keys, Function<List<String>, List<ClipOutput>> compute) {
    while (true) {
      CompletableFuture<Map<String, ClipOutput>> outputs =
          cache.getAll(
              keys,
              (missing, executor) ->
                  CompletableFuture.completedFuture(
                      computed(keys.stream().filter(missing::contains).toList(), compute)));
      try {
        return outputs.join();
      } catch (CompletionException e) {
        // What failed is not cached: the next round claims it.
      }
    }
  }

  private Map<String, ClipOutput> computed(
      List<String> keys, Function<List<String>, List<ClipOutput>> compute) {
    List<ClipOutput> outputs = compute.apply(keys);
    computed.add(outputs.size());
    Map<String, ClipOutput> byKey = new LinkedHashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      byKey.put(keys.get(i), outputs.get(i));
    }
    return byKey;
  }
}
