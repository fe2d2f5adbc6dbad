package org.melange.link.model;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.melange.clip.engine.ClipOutput;

/**
 * CLIP's features of the contents that were met lately, so that each is computed once by the tasks
 * of a JVM: whoever asks first computes it, others who ask meanwhile wait for that. Forgets what
 * was not asked for the longest when it is full. Thread-safe.
 */
public final class FeatureCache {

  private final long maxBytes;
  private final Map<String, ClipOutput> known = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<String, CompletableFuture<ClipOutput>> underWay = new LinkedHashMap<>();
  private long bytes;
  private long computed;
  private long saved;

  /**
   * @param maxBytes heap that features may take; 0 remembers nothing
   */
  public FeatureCache(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** The features of {@code key}, if they are known. */
  public synchronized Optional<ClipOutput> find(String key) {
    return Optional.ofNullable(known.get(key));
  }

  /** How many features were computed. */
  public synchronized long computed() {
    return computed;
  }

  /** How often features were asked for that were known or under way. */
  public synchronized long saved() {
    return saved;
  }

  /**
   * The features of each of {@code keys}, in their order.
   *
   * @param compute given the places in {@code keys} of contents that nobody has computed, each
   *     content once, gives their features
   */
  public List<ClipOutput> get(
      List<String> keys, Function<List<Integer>, List<ClipOutput>> compute) {
    Map<String, CompletableFuture<ClipOutput>> wanted = new LinkedHashMap<>();
    List<Integer> mine = claim(keys, wanted);
    compute(keys, mine, wanted, compute);
    List<ClipOutput> outputs = new ArrayList<>(keys.size());
    for (int i = 0; i < keys.size(); i++) {
      outputs.add(await(wanted.get(keys.get(i)), i, compute));
    }
    return outputs;
  }

  /** Looks up what is known or under way, and takes on the rest. */
  private synchronized List<Integer> claim(
      List<String> keys, Map<String, CompletableFuture<ClipOutput>> wanted) {
    List<Integer> mine = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      String key = keys.get(i);
      if (wanted.containsKey(key)) {
        saved++;
      } else if (known.containsKey(key)) {
        saved++;
        wanted.put(key, CompletableFuture.completedFuture(known.get(key)));
      } else if (underWay.containsKey(key)) {
        saved++;
        wanted.put(key, underWay.get(key));
      } else {
        CompletableFuture<ClipOutput> promise = new CompletableFuture<>();
        underWay.put(key, promise);
        wanted.put(key, promise);
        mine.add(i);
      }
    }
    return mine;
  }

  /** Does what was taken on, before anything is waited for: so no two wait for each other. */
  private void compute(
      List<String> keys,
      List<Integer> mine,
      Map<String, CompletableFuture<ClipOutput>> wanted,
      Function<List<Integer>, List<ClipOutput>> compute) {
    try {
      List<ClipOutput> outputs = mine.isEmpty() ? List.of() : compute.apply(mine);
      for (int m = 0; m < mine.size(); m++) {
        String key = keys.get(mine.get(m));
        remember(key, outputs.get(m));
        wanted.get(key).complete(outputs.get(m));
      }
    } catch (RuntimeException | Error e) {
      mine.forEach(i -> fail(keys.get(i), wanted.get(keys.get(i)), e));
      throw e;
    }
  }

  /** What another has under way, or, if that fails, what this thread makes of it. */
  private static ClipOutput await(
      CompletableFuture<ClipOutput> promise,
      int index,
      Function<List<Integer>, List<ClipOutput>> compute) {
    try {
      return promise.join();
    } catch (CompletionException e) {
      return compute.apply(List.of(index)).get(0);
    }
  }

  private synchronized void fail(
      String key, CompletableFuture<ClipOutput> promise, Throwable cause) {
    underWay.remove(key, promise);
    promise.completeExceptionally(cause);
  }

  private synchronized void remember(String key, ClipOutput output) {
    computed++;
    underWay.remove(key);
    if (output.bytes() <= maxBytes && known.put(key, output) == null) {
      bytes += output.bytes();
    }
    Iterator<ClipOutput> oldest = known.values().iterator();
    while (bytes > maxBytes) {
      bytes -= oldest.next().bytes();
      oldest.remove();
    }
  }
}
