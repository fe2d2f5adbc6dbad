package org.melange.clip;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;

/**
 * CLIP on libtorch through DJL. Every batch has arrays of its own, which are freed when its
 * features are on the Java heap. Thread-safe.
 */
public final class TorchEngine implements ClipEngine {

  private final ClipModel clip;
  private final String version;

  /**
   * @param clip becomes the engine's, and is closed with it
   */
  public TorchEngine(ClipModel clip) {
    this.clip = clip;
    this.version = clip.version() + "-" + clip.precision();
  }

  @Override
  public String version() {
    return version;
  }

  /** The model. */
  public ClipModel clip() {
    return clip;
  }

  @Override
  public List<ClipOutput> texts(List<long[]> ids) {
    try (NDManager manager = NDManager.newBaseManager(device())) {
      TextFeatures features = clip.text(manager, ids.toArray(long[][]::new));
      return ClipOutput.split(features.embeds(), features.tokens());
    }
  }

  @Override
  public List<ClipOutput> images(List<float[]> pixels) {
    int side = clip.config().vision().imageSize();
    try (NDManager manager = NDManager.newBaseManager(device())) {
      NDArray batch =
          manager.create(
              concat(pixels), new Shape(pixels.size(), VisionTower.CHANNELS, side, side));
      ImageFeatures features = clip.image(manager, batch);
      return ClipOutput.split(features.embeds(), features.tokens());
    }
  }

  private Device device() {
    return clip.device();
  }

  private static float[] concat(List<float[]> parts) {
    int size = parts.get(0).length;
    float[] all = new float[Math.multiplyExact(parts.size(), size)];
    for (int i = 0; i < parts.size(); i++) {
      System.arraycopy(parts.get(i), 0, all, i * size, size);
    }
    return all;
  }

  @Override
  public void close() {
    clip.close();
  }
}
