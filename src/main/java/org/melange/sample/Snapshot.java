package org.melange.sample;

import java.awt.image.BufferedImage;
import java.awt.image.ConvolveOp;
import java.awt.image.DataBufferInt;
import java.awt.image.Kernel;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.melange.sample.flag.Backdrop;
import org.melange.sample.flag.Homography;

/** A photograph of a flag: slanted, waving, badly lit, in front of a background. */
final class Snapshot {

  private static final int SMALLEST = 160;
  private static final int LARGEST = 480;
  private static final double BLURRED = 0.3;

  private final int[] flag;
  private final int flagWidth;
  private final int flagHeight;
  private final SplittableRandom random;
  private final double wave;
  private final double waves;
  private final double phase;
  private final double light;
  private final int noise;

  private Snapshot(BufferedImage flag, SplittableRandom random) {
    flagWidth = flag.getWidth();
    flagHeight = flag.getHeight();
    this.flag = flag.getRGB(0, 0, flagWidth, flagHeight, null, 0, flagWidth);
    this.random = random;
    wave = .07 * random.nextDouble();
    waves = 1 + 2 * random.nextDouble();
    phase = 2 * Math.PI * random.nextDouble();
    light = .65 + .55 * random.nextDouble();
    noise = random.nextInt(22);
  }

  /** An image of {@code flag} whose every accident comes from {@code random}. */
  static BufferedImage of(BufferedImage flag, SplittableRandom random) {
    int width = random.nextInt(SMALLEST, LARGEST + 1);
    int height = (int) (width * (.66 + .3 * random.nextDouble()));
    BufferedImage image = Backdrop.paint(width, height, random);
    Snapshot snapshot = new Snapshot(flag, random);
    snapshot.hang(image);
    BufferedImage lens = random.nextDouble() < BLURRED ? blurred(image) : image;
    snapshot.addNoise(lens);
    return lens;
  }

  private void hang(BufferedImage image) {
    int width = image.getWidth();
    Homography map = corners(width, image.getHeight());
    int[] pixels = pixels(image);
    for (int at = 0; at < pixels.length; at++) {
      int x = at % width;
      int y = at / width;
      double u = map.u(x, y);
      double flat = map.v(x, y);
      if (u >= 0 && u < 1 && flat > -wave && flat < 1 + wave) {
        double swing = waves * 2 * Math.PI * u + phase;
        double v = flat + wave * u * Math.sin(swing);
        if (v >= 0 && v < 1) {
          pixels[at] = cloth(u, v, light * (1 + 4 * wave * Math.cos(swing)));
        }
      }
    }
  }

  /** A tilted rectangle of the flag's proportions with every corner pushed about. */
  private Homography corners(int width, int height) {
    double scale = .55 + .6 * random.nextDouble();
    double w = Math.min(width, height * flagWidth / (double) flagHeight) * scale;
    double h = w * flagHeight / flagWidth;
    double cx = width * (.4 + .2 * random.nextDouble());
    double cy = height * (.4 + .2 * random.nextDouble());
    double tilt = Math.toRadians(-22 + 44 * random.nextDouble());
    double[] x = new double[4];
    double[] y = new double[4];
    for (int i = 0; i < 4; i++) {
      double dx = (i == 1 || i == 2 ? .5 : -.5) + .22 * (random.nextDouble() - .5);
      double dy = (i >= 2 ? .5 : -.5) + .22 * (random.nextDouble() - .5);
      x[i] = cx + dx * w * Math.cos(tilt) - dy * h * Math.sin(tilt);
      y[i] = cy + dx * w * Math.sin(tilt) + dy * h * Math.cos(tilt);
    }
    return Homography.toUnitSquare(x, y);
  }

  private int cloth(double u, double v, double brightness) {
    double x = u * (flagWidth - 1);
    double y = v * (flagHeight - 1);
    int left = (int) x;
    int top = (int) y;
    int right = Math.min(left + 1, flagWidth - 1);
    int upper = top * flagWidth;
    int lower = Math.min(top + 1, flagHeight - 1) * flagWidth;
    return mix(
        mix(flag[upper + left], flag[upper + right], x - left, 1),
        mix(flag[lower + left], flag[lower + right], x - left, 1),
        y - top,
        brightness);
  }

  private static int mix(int a, int b, double t, double factor) {
    int rgb = 0;
    for (int shift = 0; shift <= 16; shift += 8) {
      double value = ((a >> shift) & 255) * (1 - t) + ((b >> shift) & 255) * t;
      rgb |= clamp((int) (value * factor)) << shift;
    }
    return rgb;
  }

  private void addNoise(BufferedImage image) {
    if (noise == 0) {
      return;
    }
    int[] pixels = pixels(image);
    for (int at = 0; at < pixels.length; at++) {
      int grain = random.nextInt(-noise, noise + 1);
      int rgb = pixels[at];
      pixels[at] =
          clamp(((rgb >> 16) & 255) + grain) << 16
              | clamp(((rgb >> 8) & 255) + grain) << 8
              | clamp((rgb & 255) + grain);
    }
  }

  private static int[] pixels(BufferedImage image) {
    return ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
  }

  private static BufferedImage blurred(BufferedImage image) {
    float[] box = new float[9];
    Arrays.fill(box, 1 / 9f);
    ConvolveOp blur = new ConvolveOp(new Kernel(3, 3, box), ConvolveOp.EDGE_NO_OP, null);
    return blur.filter(
        image, new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB));
  }

  private static int clamp(int value) {
    return Math.max(0, Math.min(255, value));
  }
}
