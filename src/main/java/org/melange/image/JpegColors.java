package org.melange.image;

/**
 * The color spaces of JPEG files and their conversion to RGB (JFIF 1.02, ITU-T T.871).
 *
 * <p>The conversion is written here so that pixels equal Pillow's bit for bit. It uses the
 * sixteen-bit fixed-point arithmetic of libjpeg. The JDK does not convert CMYK, and it applies
 * embedded color profiles, which Pillow does not.
 */
enum JpegColors {
  /** One channel: luminance. */
  GRAY(1),
  /** Red, green and blue. */
  RGB(3),
  /** Luminance and two chrominance channels. */
  YCC(3),
  /** Complements of inks, as Adobe writes them and Pillow always reads them. */
  CMYK(4),
  /** Inks whose first three channels were converted to {@link #YCC}. */
  YCCK(4);

  private static final int FRACTION_BITS = 16;
  private static final int HALF = 1 << (FRACTION_BITS - 1);
  private static final int[] RED_OF_CR = table(1.402, HALF, FRACTION_BITS);
  private static final int[] BLUE_OF_CB = table(1.772, HALF, FRACTION_BITS);
  private static final int[] GREEN_OF_CR = table(-0.71414, 0, 0);
  private static final int[] GREEN_OF_CB = table(-0.34414, HALF, 0);

  private final int channels;

  JpegColors(int channels) {
    this.channels = channels;
  }

  /** The number of channels of a pixel. */
  int channels() {
    return channels;
  }

  /**
   * Converts pixels.
   *
   * @param raw interleaved channels; may be overwritten
   * @return red, green and blue of each pixel; may be {@code raw} itself
   */
  byte[] toRgb(byte[] raw) {
    return switch (this) {
      case GRAY -> repeat(raw);
      case RGB -> raw;
      case YCC -> fromYcc(raw, 3);
      case CMYK -> fromPrint(raw);
      case YCCK -> fromPrint(complement(fromYcc(raw, 4)));
    };
  }

  private static byte[] repeat(byte[] gray) {
    byte[] rgb = new byte[Math.multiplyExact(gray.length, 3)];
    for (int i = 0, to = 0; i < gray.length; i++, to += 3) {
      rgb[to] = gray[i];
      rgb[to + 1] = gray[i];
      rgb[to + 2] = gray[i];
    }
    return rgb;
  }

  /** Converts the first three of {@code step} channels in place. */
  private static byte[] fromYcc(byte[] pixels, int step) {
    for (int i = 0; i + 2 < pixels.length; i += step) {
      int y = pixels[i] & 0xff;
      int cb = pixels[i + 1] & 0xff;
      int cr = pixels[i + 2] & 0xff;
      pixels[i] = clip(y + RED_OF_CR[cr]);
      pixels[i + 1] = clip(y + ((GREEN_OF_CB[cb] + GREEN_OF_CR[cr]) >> FRACTION_BITS));
      pixels[i + 2] = clip(y + BLUE_OF_CB[cb]);
    }
    return pixels;
  }

  /** YCC gives inks, but they are stored as complements, except black. */
  private static byte[] complement(byte[] print) {
    for (int i = 0; i < print.length; i++) {
      print[i] = (byte) (i % 4 == 3 ? print[i] : ~print[i]);
    }
    return print;
  }

  /** Pillow's conversion of inks: each times black, both as complements. */
  private static byte[] fromPrint(byte[] print) {
    byte[] rgb = new byte[print.length / 4 * 3];
    for (int from = 0, to = 0; to < rgb.length; from += 4, to += 3) {
      int black = print[from + 3] & 0xff;
      for (int c = 0; c < 3; c++) {
        rgb[to + c] = (byte) (black - product(255 - (print[from + c] & 0xff), black));
      }
    }
    return rgb;
  }

  /** {@code a * b / 255}, rounded. */
  private static int product(int a, int b) {
    int product = a * b + 128;
    return ((product >> 8) + product) >> 8;
  }

  private static byte clip(int value) {
    return (byte) Math.max(0, Math.min(255, value));
  }

  /** The contribution of each chrominance value, with {@code factor} in fixed point. */
  private static int[] table(double factor, int rounding, int shift) {
    // Rounds the magnitude of the factor, as libjpeg does.
    int size = (int) (Math.abs(factor) * (1 << FRACTION_BITS) + 0.5);
    int fixed = factor < 0 ? -size : size;
    int[] table = new int[256];
    for (int i = 0; i < 256; i++) {
      table[i] = (fixed * (i - 128) + rounding) >> shift;
    }
    return table;
  }
}
