package org.melange.sample.flag;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;

/** Paints a {@link FlagSpec} at any size, antialiased. */
public final class FlagPainter {

  private FlagPainter() {}

  /**
   * The flag, {@code width} pixels wide and as high as its proportions ask.
   *
   * @throws IllegalArgumentException if {@code width} is below 8
   */
  public static BufferedImage paint(FlagSpec flag, int width) {
    if (width < 8) {
      throw new IllegalArgumentException("the width must be at least 8, not " + width);
    }
    int height = (int) Math.round(width / flag.aspect());
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    paint(flag.layers(), graphics, width, height);
    graphics.dispose();
    return image;
  }

  private static void paint(List<Layer> layers, Graphics2D graphics, double width, double height) {
    for (Layer layer : layers) {
      if (layer instanceof Layer.Fill fill) {
        graphics.setColor(fill.color());
        graphics.fill(fill.outline().on(width, height));
      } else if (layer instanceof Layer.Canton canton) {
        paint(canton, graphics, width, height);
      }
    }
  }

  private static void paint(Layer.Canton canton, Graphics2D graphics, double width, double height) {
    Rectangle2D area = canton.area().on(width, height).getBounds2D();
    Graphics2D inner = (Graphics2D) graphics.create();
    inner.clip(area);
    inner.translate(area.getX(), area.getY());
    paint(canton.layers(), inner, area.getWidth(), area.getHeight());
    inner.dispose();
  }
}
