package org.melange.clip.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * An engine of simple arithmetic with room for so many items at once; beyond that it throws what
 * DJL throws when a GPU is full.
 */
public final class FakeEngine implements ClipEngine {

  private final int room;
  private final List<Integer> batches = new ArrayList<>();

  /** An engine with room for {@code room} items. */
  public FakeEngine(int room) {
    this.room = room;
  }

  /** Sizes of the batches that were asked for, those that failed included. */
  public synchronized List<Integer> batches() {
    return List.copyOf(batches);
  }

  @Override
  public String version() {
    return "fake";
  }

  @Override
  public List<ClipOutput> texts(List<long[]> ids) {
    enter(ids.size());
    return ids.stream().map(FakeEngine::of).toList();
  }

  @Override
  public List<ClipOutput> images(List<float[]> pixels) {
    enter(pixels.size());
    return pixels.stream().map(p -> new ClipOutput(new float[] {p[0]}, p)).toList();
  }

  private static ClipOutput of(long[] ids) {
    float[] tokens = new float[ids.length];
    for (int i = 0; i < ids.length; i++) {
      tokens[i] = ids[i] + (i == 0 ? 0 : tokens[i - 1]);
    }
    return new ClipOutput(new float[] {ids[1]}, tokens);
  }

  private synchronized void enter(int size) {
    batches.add(size);
    if (size > room) {
      throw new ai.djl.engine.EngineException(
          "CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 79.10 GiB");
    }
  }

  @Override
  public void close() {}
}
