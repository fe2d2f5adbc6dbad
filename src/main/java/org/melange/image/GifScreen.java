package org.melange.image;

/**
 * The screen of a GIF file and where its first frame stands on it (GIF89a, sections 18 and 20).
 * What follows that frame is not looked at.
 *
 * @param descriptor where the frame's descriptor begins in the file
 * @param interlaced whether every eighth row of the frame comes first
 * @param width columns of the screen, widened to the frame if that reaches beyond
 * @param height rows of the screen, likewise
 * @param x columns at the left of the frame
 * @param y rows above the frame
 * @param background index of the colour around the frame: the transparent one, else the first, as
 *     in Pillow; the screen's own background colour is not used
 * @param palette colours of the frame as 0xRRGGBB; indices that the file gives no colour are grey
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
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

  /** First row and distance of the rows of each pass. */
  private static final int[][] PASSES = {{0, 8}, {4, 8}, {2, 4}, {1, 2}};

  /**
   * Walks a file.
   *
   * @throws ImageException if the first frame is not there or not whole
   */
  static GifScreen of(byte[] file) throws ImageException {
    int position = HEADER + colours(at(file, 10));
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
    int local = colours(at(file, position + 9));
    blocks(file, position + 11 + local);
    int[] palette =
        local > 0
            ? palette(file, position + 10, local)
            : palette(file, HEADER, colours(at(file, 10)));
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

  /** The file as if its rows came in their order: Java mixes up interlaced frames of few rows. */
  byte[] sequential(byte[] file) {
    if (!interlaced) {
      return file;
    }
    byte[] sequential = file.clone();
    sequential[descriptor + 9] &= ~INTERLACED;
    return sequential;
  }

  /** The frame of {@link #sequential} with each row where it belongs, on the screen. */
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
    int[] palette = RgbConversion.greyPalette();
    for (int i = 0; i < length / 3; i++) {
      int at = begin + 3 * i;
      palette[i] = at(file, at) << 16 | at(file, at + 1) << 8 | at(file, at + 2);
    }
    return palette;
  }

  /** How many bytes a palette has. */
  private static int colours(int flags) {
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
