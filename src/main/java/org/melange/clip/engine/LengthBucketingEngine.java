package org.melange.clip.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * Encodes texts of similar length together and removes most of their padding. The text tower is
 * causal, so padding after the end marker changes neither the embedding nor a token before it. The
 * token states of padding are zeros here, so this engine is for models that do not read them.
 * Thread-safe.
 */
public final class LengthBucketingEngine implements ClipEngine {

  /** Lengths are rounded up to a multiple of this, so that batches stay large. */
  private static final int STEP = 8;

  private final ClipEngine engine;

  /**
   * @param engine owned and closed by this engine
   */
  public LengthBucketingEngine(ClipEngine engine) {
    this.engine = engine;
  }

  @Override
  public String version() {
    return engine.version() + "-unpadded";
  }

  @Override
  public List<ClipOutput> texts(List<long[]> ids) {
    TreeMap<Integer, List<Integer>> buckets = new TreeMap<>();
    for (int i = 0; i < ids.size(); i++) {
      buckets.computeIfAbsent(bucket(ids.get(i)), length -> new ArrayList<>()).add(i);
    }
    ClipOutput[] outputs = new ClipOutput[ids.size()];
    buckets.forEach((length, members) -> encode(ids, length, members, outputs));
    return List.of(outputs);
  }

  private void encode(List<long[]> ids, int length, List<Integer> members, ClipOutput[] outputs) {
    List<ClipOutput> encoded =
        engine.texts(members.stream().map(i -> Arrays.copyOf(ids.get(i), length)).toList());
    for (int m = 0; m < members.size(); m++) {
      int i = members.get(m);
      outputs[i] = padded(encoded.get(m), live(ids.get(i)), length, ids.get(i).length);
    }
  }

  private static ClipOutput padded(ClipOutput output, int live, int length, int full) {
    int width = output.tokens().length / length;
    return new ClipOutput(
        output.pooled(), Arrays.copyOf(Arrays.copyOf(output.tokens(), live * width), full * width));
  }

  private static int bucket(long[] ids) {
    return Math.min(ids.length, (live(ids) + STEP - 1) / STEP * STEP);
  }

  /** The number of tokens up to the first end marker, with which texts are padded. */
  private static int live(long[] ids) {
    int live = ids.length;
    while (live > 1 && ids[live - 2] == ids[ids.length - 1]) {
      live--;
    }
    return live;
  }

  @Override
  public List<ClipOutput> images(List<float[]> pixels) {
    return engine.images(pixels);
  }

  @Override
  public void close() {
    engine.close();
  }
}
