package org.melange.clip.engine;

import java.util.List;

/**
 * Gives embeddings without token states, for models that need nothing else: caches and stores of
 * features are a hundredth of the size. Thread-safe.
 */
public final class PooledEngine implements ClipEngine {

  private static final float[] NONE = {};

  private final ClipEngine engine;

  /**
   * @param engine owned and closed by this engine
   */
  public PooledEngine(ClipEngine engine) {
    this.engine = engine;
  }

  @Override
  public String version() {
    return engine.version() + "-pooled";
  }

  @Override
  public List<ClipOutput> texts(List<long[]> ids) {
    return pooled(engine.texts(ids));
  }

  @Override
  public List<ClipOutput> images(List<float[]> pixels) {
    return pooled(engine.images(pixels));
  }

  private static List<ClipOutput> pooled(List<ClipOutput> outputs) {
    return outputs.stream().map(output -> new ClipOutput(output.pooled(), NONE)).toList();
  }

  @Override
  public void close() {
    engine.close();
  }
}
