package org.melange.job.bench;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Synthetic images as JPEG files, with about as much detail as photographs. */
final class BenchImages {

  private static final float QUALITY = 0.9f;
  private static final int WAVES = 24;

  private BenchImages() {}

  /** An image that {@code seed} determines. */
  static byte[] jpeg(int width, int height, long seed) {
    Random random = new Random(seed);
    double[][] waves = new double[WAVES][];
    for (int i = 0; i < WAVES; i++) {
      double frequency = 40.0 / (1 + i * 1.5);
      waves[i] =
          new double[] {
            random.nextGaussian() / frequency,
            random.nextGaussian() / frequency,
            random.nextDouble() * 7,
            4 * Math.sqrt(frequency)
          };
    }
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double value = 128 + 6 * random.nextGaussian();
        for (int i = 0; i < 6; i++) {
          double[] wave = waves[(i * 5 + (x >> 6) + (y >> 6)) % WAVES];
          value += wave[3] * Math.sin(wave[0] * x + wave[1] * y + wave[2]);
        }
        image.setRGB(x, y, colour(value, x, y));
      }
    }
    return encoded(image);
  }

  /** The same image in a different file, with {@code number} in a comment. */
  static byte[] numbered(byte[] jpeg, long number) {
    byte[] comment =
        String.format(Locale.ROOT, "%016x", number).getBytes(StandardCharsets.US_ASCII);
    ByteBuffer file = ByteBuffer.allocate(jpeg.length + comment.length + 4);
    file.put(jpeg, 0, 2).putShort((short) 0xfffe).putShort((short) (comment.length + 2));
    return file.put(comment).put(jpeg, 2, jpeg.length - 2).array();
  }

  private static int colour(double value, int x, int y) {
    return byteOf(value) << 16 | byteOf(value * 0.8 + x * 0.1) << 8 | byteOf(255 - value + y * 0.1);
  }

  private static int byteOf(double value) {
    return (int) Math.max(0, Math.min(255, value));
  }

  private static byte[] encoded(BufferedImage image) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam how = writer.getDefaultWriteParam();
      how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      how.setCompressionQuality(QUALITY);
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), how);
    } catch (IOException e) {
      throw new UncheckedIOException("encoding an image", e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
