package org.melange.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.util.stream.IntStream;

/**
 * Conversion of decoded images to eight-bit RGB, as by Pillow's {@code convert("RGB")}. Alpha is
 * dropped, not blended. Gray is repeated, palettes are looked up, inks are taken as complements,
 * and no color profile is applied. Sixteen-bit samples lose their low byte. Only gray without alpha
 * is clipped at 255, as by Pillow, which leaves it nearly white; published features were computed
 * that way.
 */
final class RgbConversion {

  private RgbConversion() {}

  /**
   * Converts a decoded image.
   *
   * @throws ImageException if its samples cannot be read as RGB
   */
  static RgbImage of(BufferedImage image) throws ImageException {
    ColorModel colors = image.getColorModel();
    if (colors instanceof IndexColorModel palette) {
      return ofPalette(image.getRaster(), palette);
    }
    if (!(colors instanceof ComponentColorModel)) {
      return ofPacked(image);
    }
    boolean integers = image.getRaster().getTransferType() <= DataBuffer.TYPE_USHORT;
    int space = colors.getColorSpace().getType();
    if (space == ColorSpace.TYPE_CMYK && image.getRaster().getNumBands() == 4) {
      return ofInks(image.getRaster());
    }
    if (!integers || (space != ColorSpace.TYPE_RGB && space != ColorSpace.TYPE_GRAY)) {
      throw new ImageException(ImageError.UNSUPPORTED, "samples of " + colors);
    }
    return ofComponents(image.getRaster());
  }

  /** Converts the indices of an image with a palette of 256 colors that overrides its own. */
  static RgbImage ofIndices(BufferedImage image, int[] palette) {
    return ofPalette(image.getRaster(), palette);
  }

  /** A palette of 256 grays, which Pillow uses for indices without a color in the file. */
  static int[] grayPalette() {
    return IntStream.range(0, 256).map(gray -> gray * 0x010101).toArray();
  }

  /**
   * Converts the raw channels of a JPEG.
   *
   * @throws ImageException if their number is not that of {@code colors}
   */
  static RgbImage ofRaw(Raster raster, JpegColors colors) throws ImageException {
    if (raster.getNumBands() != colors.channels()
        || !(raster.getDataBuffer() instanceof DataBufferByte samples)
        || samples.getData().length
            != raster.getWidth() * raster.getHeight() * raster.getNumBands()) {
      throw new ImageException(ImageError.UNSUPPORTED, "a JPEG of " + raster);
    }
    return new RgbImage(raster.getWidth(), raster.getHeight(), colors.toRgb(samples.getData()));
  }

  /** Converts inks that are not stored as complements. */
  private static RgbImage ofInks(Raster raster) {
    int shift = Math.max(0, raster.getSampleModel().getSampleSize(0) - 8);
    int[] samples = raster.getPixels(0, 0, raster.getWidth(), raster.getHeight(), (int[]) null);
    byte[] complements = new byte[samples.length];
    for (int i = 0; i < samples.length; i++) {
      complements[i] = (byte) ~(samples[i] >> shift);
    }
    return new RgbImage(raster.getWidth(), raster.getHeight(), JpegColors.CMYK.toRgb(complements));
  }

  private static RgbImage ofPalette(Raster raster, IndexColorModel palette) {
    int[] colors = grayPalette();
    int[] given = new int[palette.getMapSize()];
    palette.getRGBs(given);
    System.arraycopy(given, 0, colors, 0, Math.min(given.length, colors.length));
    return ofPalette(raster, colors);
  }

  private static RgbImage ofPalette(Raster raster, int[] colors) {
    int width = raster.getWidth();
    byte[] rgb = new byte[3 * width * raster.getHeight()];
    int[] row = new int[width];
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getSamples(0, y, width, 1, 0, row);
      for (int x = 0; x < width; x++) {
        put(colors[row[x] & 0xff], rgb, (y * width + x) * 3);
      }
    }
    return new RgbImage(width, raster.getHeight(), rgb);
  }

  private static RgbImage ofPacked(BufferedImage image) {
    int width = image.getWidth();
    byte[] rgb = new byte[3 * width * image.getHeight()];
    int[] row = new int[width];
    for (int y = 0; y < image.getHeight(); y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      for (int x = 0; x < width; x++) {
        put(row[x], rgb, (y * width + x) * 3);
      }
    }
    return new RgbImage(width, image.getHeight(), rgb);
  }

  private static void put(int color, byte[] rgb, int to) {
    rgb[to] = (byte) (color >> 16);
    rgb[to + 1] = (byte) (color >> 8);
    rgb[to + 2] = (byte) color;
  }

  private static RgbImage ofComponents(Raster raster) {
    int channels = raster.getNumBands();
    int width = raster.getWidth();
    byte[] rgb = new byte[3 * width * raster.getHeight()];
    if (raster.getSampleModel() instanceof PixelInterleavedSampleModel model
        && raster.getDataBuffer() instanceof DataBufferByte samples
        && raster.getSampleModelTranslateX() == 0
        && raster.getSampleModelTranslateY() == 0) {
      copyBytes(samples, model, rgb);
    } else {
      int shift = Math.max(0, raster.getSampleModel().getSampleSize(0) - 8);
      if (channels == 1 && shift > 0) {
        return ofDeepGray(raster);
      }
      int[] row = new int[width * channels];
      for (int i = 0; i < rgb.length; i++) {
        if (i % (3 * width) == 0) {
          raster.getPixels(0, i / (3 * width), width, 1, row);
        }
        rgb[i] = (byte) (row[i / 3 % width * channels + (channels < 3 ? 0 : i % 3)] >> shift);
      }
    }
    return new RgbImage(width, raster.getHeight(), rgb);
  }

  /** Clips gray of more than eight bits instead of scaling it, as Pillow does. */
  private static RgbImage ofDeepGray(Raster raster) {
    int[] samples = raster.getPixels(0, 0, raster.getWidth(), raster.getHeight(), (int[]) null);
    byte[] gray = new byte[samples.length];
    for (int i = 0; i < samples.length; i++) {
      gray[i] = (byte) Math.min(255, samples[i]);
    }
    return new RgbImage(raster.getWidth(), raster.getHeight(), JpegColors.GRAY.toRgb(gray));
  }

  /** The fast path for eight-bit interleaved samples, which nearly all photographs have. */
  private static void copyBytes(
      DataBufferByte from, PixelInterleavedSampleModel model, byte[] rgb) {
    byte[] samples = from.getData();
    int[] offsets = model.getBandOffsets();
    boolean gray = offsets.length < 3;
    int red = offsets[0] + from.getOffset();
    int green = (gray ? offsets[0] : offsets[1]) + from.getOffset();
    int blue = (gray ? offsets[0] : offsets[2]) + from.getOffset();
    int to = 0;
    for (int y = 0; y < model.getHeight(); y++) {
      int at = y * model.getScanlineStride();
      for (int x = 0; x < model.getWidth(); x++, to += 3, at += model.getPixelStride()) {
        rgb[to] = samples[at + red];
        rgb[to + 1] = samples[at + green];
        rgb[to + 2] = samples[at + blue];
      }
    }
  }
}
