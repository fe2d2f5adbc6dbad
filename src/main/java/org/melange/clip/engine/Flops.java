package org.melange.clip.engine;

import org.melange.clip.ClipConfig;
import org.melange.clip.VisionTower;

/**
 * Floating point operations of one item through a tower, matrix products alone; a multiplication
 * and the addition that follows count as two.
 *
 * <p>T tokens, D width, F inner width, L layers, E projection.
 */
public final class Flops {

  private Flops() {}

  /** Of a text of {@code tokens} tokens. */
  public static double ofText(ClipConfig config, int tokens) {
    double width = config.text().width();
    return layers(config.text().transformer(), tokens) + 2 * width * config.projectionDim();
  }

  /** Of an image. */
  public static double ofImage(ClipConfig config) {
    ClipConfig.Vision vision = config.vision();
    double patch = VisionTower.CHANNELS * (double) vision.patchSize() * vision.patchSize();
    return 2 * (vision.positions() - 1) * patch * vision.width()
        + layers(vision.transformer(), vision.positions())
        + 2.0 * vision.width() * config.projectionDim();
  }

  /** L · (four projections, two of the feed-forward layer, scores and their mixture). */
  private static double layers(ClipConfig.Transformer config, double tokens) {
    double width = config.width();
    double layer =
        2 * tokens * width * width * 4
            + 2 * tokens * width * config.innerWidth() * 2
            + 2 * tokens * tokens * width * 2;
    return config.layers() * layer;
  }
}
