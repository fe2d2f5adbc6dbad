package org.melange.clip.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.melange.clip.ClipModel;
import org.melange.clip.ImageFeatures;
import org.melange.clip.TextFeatures;
import org.melange.clip.VisionTower;
import org.melange.run.PartClock;

/**
 * CLIP on libtorch through DJL. The arrays of a batch are freed when its features are on the Java
 * heap. Thread-safe.
 */
public final class TorchEngine implements ClipEngine {

  private final ClipModel clip;
  private final String version;
  private final PartClock<EnginePart> clock = new PartClock<>(EnginePart.class);

  /**
   * @param clip owned and closed by this engine
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

  /** The time of each phase. */
  PartClock<EnginePart> clock() {
    return clock;
  }

  @Override
  public List<ClipOutput> texts(List<long[]> ids) {
    try (NDManager manager = NDManager.newBaseManager(device())) {
      TextFeatures features =
          clock.time(EnginePart.MODEL, () -> clip.text(manager, ids.toArray(long[][]::new)));
      return clock.time(
          EnginePart.OUT, () -> ClipOutput.split(features.embeds(), features.tokens()));
    }
  }

  @Override
  public List<ClipOutput> images(List<float[]> pixels) {
    int side = clip.config().vision().imageSize();
    Shape shape = new Shape(pixels.size(), VisionTower.CHANNELS, side, side);
    try (NDManager manager = NDManager.newBaseManager(device())) {
      NDArray batch = clock.time(EnginePart.IN, () -> manager.create(concat(pixels), shape));
      ImageFeatures features = clock.time(EnginePart.MODEL, () -> clip.image(manager, batch));
      return clock.time(
          EnginePart.OUT, () -> ClipOutput.split(features.embeds(), features.tokens()));
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
