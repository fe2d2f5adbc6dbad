package org.melange.sample.flag;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.SplittableRandom;

/** The background of a flag: a sky or a wall, and things in front of it. */
public final class Backdrop {

  private static final int MOST_THINGS = 14;

  private Backdrop() {}

  public static BufferedImage paint(int width, int height, SplittableRandom random) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    Color top = dull(random);
    graphics.setPaint(
        new GradientPaint(0, 0, top, width * random.nextInt(2), height, dull(random)));
    graphics.fillRect(0, 0, width, height);
    int things = random.nextInt(MOST_THINGS + 1);
    for (int i = 0; i < things; i++) {
      thing(graphics, width, height, random);
    }
    graphics.dispose();
    return image;
  }

  private static void thing(Graphics2D graphics, int width, int height, SplittableRandom random) {
    graphics.setColor(dull(random));
    double x = random.nextDouble() * width;
    double y = random.nextDouble() * height;
    double w = (.05 + .3 * random.nextDouble()) * width;
    double h = (.05 + .3 * random.nextDouble()) * height;
    switch (random.nextInt(3)) {
      case 0 -> graphics.fill(new Ellipse2D.Double(x - w / 2, y - h / 2, w, h));
      case 1 -> graphics.fill(new Rectangle2D.Double(x - w / 2, y, w, height));
      default -> graphics.draw(new Line2D.Double(x, y, x + w, y + h - height * .2));
    }
  }

  /** Colours of walls and weather, so that the flag stays what catches the eye. */
  private static Color dull(SplittableRandom random) {
    float hue = (float) random.nextDouble();
    float saturation = (float) (.35 * random.nextDouble());
    float brightness = (float) (.25 + .6 * random.nextDouble());
    return Color.getHSBColor(hue, saturation, brightness);
  }
}
