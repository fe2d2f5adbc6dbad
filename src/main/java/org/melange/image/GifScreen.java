package org.melange.image;

/**
 * The screen of a GIF file and the position of its first frame (GIF89a, sections 18 and 20). Later
 * frames are not read.
 *
 * @param descriptor offset of the frame's descriptor in the file
 * @param interlaced whether the rows of the frame are interlaced
 * @param width columns of the screen, at least to the right edge of the frame
 * @param height rows of the screen, at least to the lower edge of the frame
 * @param x column of the left edge of the frame
 * @param y row of the upper edge of the frame
 * @param background index of the color around the frame: the transparent one or else the first, as
 *     in Pillow. The background color of the screen is not used
 * @param palette colors of the frame as 0xRRGGBB; indices without a color in the file are gray
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record GifScreen(
    int descriptor,
    boolean interlaced,
    int width,
    int height,
    int x,
    int y,
    int background,
    int[] palette) {

  private static final int EXTENSION = '!';
  private static final int IMAGE = ',';
  private static final int GRAPHIC_CONTROL = 0xf9;
  private static final int HEADER = 13;
  private static final int INTERLACED = 0x40;

  /** The first row of each pass, and the distance between its rows. */
  private static final int[][] PASSES = {{0, 8}, {4, 8}, {2, 4}, {1, 2}};

  /**
   * Reads the header of a file.
   *
   * @throws ImageException if the first frame is missing or truncated
   */
  static GifScreen of(byte[] file) throws ImageException {
    int position = HEADER + colors(at(file, 10));
    int background = 0;
    while (at(file, position) == EXTENSION) {
      if (at(file, position + 1) == GRAPHIC_CONTROL && (at(file, position + 3) & 1) != 0) {
        background = at(file, position + 6);
      }
      position = blocks(file, position + 2);
    }
    if (at(file, position) != IMAGE) {
      throw new ImageException(ImageError.BROKEN, "a GIF without an image in it");
    }
    int local = colors(at(file, position + 9));
    blocks(file, position + 11 + local);
    int[] palette =
        local > 0
            ? palette(file, position + 10, local)
            : palette(file, HEADER, colors(at(file, 10)));
    int x = pair(file, position + 1);
    int y = pair(file, position + 3);
    int width = Math.max(pair(file, 6), x + pair(file, position + 5));
    int height = Math.max(pair(file, 8), y + pair(file, position + 7));
    return new GifScreen(
        position,
        (at(file, position + 9) & INTERLACED) != 0,
        width,
        height,
        x,
        y,
        background,
        palette);
  }

  /**
   * The file with its interlace flag cleared: Java decodes interlaced frames of few rows wrongly.
   */
  byte[] sequential(byte[] file) {
    if (!interlaced) {
      return file;
    }
    byte[] sequential = file.clone();
    sequential[descriptor + 9] &= ~INTERLACED;
    return sequential;
  }

  /** The decoded frame of {@link #sequential} with its rows sorted, placed on the screen. */
  RgbImage arrange(RgbImage frame) {
    RgbImage arranged = interlaced ? deinterlace(frame) : frame;
    return arranged.onCanvas(width, height, x, y, palette[background]);
  }

  private static RgbImage deinterlace(RgbImage frame) {
    int row = 3 * frame.width();
    byte[] rgb = new byte[frame.rgb().length];
    int from = 0;
    for (int[] pass : PASSES) {
      for (int y = pass[0]; y < frame.height(); y += pass[1], from += row) {
        System.arraycopy(frame.rgb(), from, rgb, y * row, row);
      }
    }
    return new RgbImage(frame.width(), frame.height(), rgb);
  }

  private static int[] palette(byte[] file, int begin, int length) throws ImageException {
    int[] palette = RgbConversion.grayPalette();
    for (int i = 0; i < length / 3; i++) {
      int at = begin + 3 * i;
      palette[i] = at(file, at) << 16 | at(file, at + 1) << 8 | at(file, at + 2);
    }
    return palette;
  }

  /** The number of bytes of a palette. */
  private static int colors(int flags) {
    return (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
  }

  private static int blocks(byte[] file, int begin) throws ImageException {
    int position = begin;
    while (at(file, position) != 0) {
      position += 1 + at(file, position);
    }
    return position + 1;
  }

  private static int pair(byte[] file, int at) throws ImageException {
    return at(file, at) | at(file, at + 1) << 8;
  }

  private static int at(byte[] file, int index) throws ImageException {
    if (index >= file.length) {
      throw ImageException.truncated("the first frame of a GIF");
    }
    return file[index] & 0xff;
  }
}
