package org.melange.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/**
 * Small copies of images, as JPEG files of a few kilobytes. Nothing of the original file is kept
 * but its pixels.
 */
public final class Thumbnail {

  /** Qualities that are tried until the file is small enough. */
  private static final List<Float> QUALITIES = List.of(0.8f, 0.6f, 0.4f, 0.2f);

  private Thumbnail() {}

  /**
   * A copy of {@code image} that is neither wider nor higher than {@code side} pixels.
   *
   * @param maxBytes the largest file
   * @return a JPEG file; empty if the image cannot be written in {@code maxBytes}
   */
  public static Optional<byte[]> jpeg(RgbImage image, int side, int maxBytes) {
    BufferedImage small = buffered(resized(image, side));
    try {
      for (float quality : QUALITIES) {
        byte[] file = encoded(small, quality);
        if (file.length <= maxBytes) {
          return Optional.of(file);
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The image with its longer side shrunk to {@code side}; a smaller one as it is. */
  static RgbImage resized(RgbImage image, int side) {
    int longer = Math.max(image.width(), image.height());
    if (longer <= side) {
      return image;
    }
    return new Resampler(
            image, kernel(image.width(), side, longer), kernel(image.height(), side, longer))
        .window();
  }

  private static ResampleKernel kernel(int length, int side, int longer) {
    int to = Math.max(1, Math.round((float) length * side / longer));
    return ResampleKernel.of(ResampleKernel.Filter.BICUBIC, length, to, 0, to);
  }

  private static BufferedImage buffered(RgbImage image) {
    BufferedImage buffered =
        new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        buffered.setRGB(
            x, y, image.sample(x, y, 0) << 16 | image.sample(x, y, 1) << 8 | image.sample(x, y, 2));
      }
    }
    return buffered;
  }

  private static byte[] encoded(BufferedImage image, float quality) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      ImageWriteParam options = writer.getDefaultWriteParam();
      options.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      options.setCompressionQuality(quality);
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), options);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
