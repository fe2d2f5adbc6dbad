package org.melange.clip.engine;

import org.melange.clip.ClipConfig;
import org.melange.clip.VisionTower;

/**
 * The floating-point operations of a tower for one item. Only matrix products count, a
 * multiplication and an addition as two operations.
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

  /** L · (four projections, two products of the feed-forward part, scores, weighted values). */
  private static double layers(ClipConfig.Transformer config, double tokens) {
    double width = config.width();
    double layer =
        2 * tokens * width * width * 4
            + 2 * tokens * width * config.innerWidth() * 2
            + 2 * tokens * tokens * width * 2;
    return config.layers() * layer;
  }
}
