package org.melange.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;

/**
 * The first frame of a WebP file and its position on the canvas. Metadata, alpha and later frames
 * are skipped.
 *
 * @param lossless whether it is coded as VP8L, else VP8
 * @param begin offset of its chunk, whose header has eight bytes
 * @param end offset of the end of its chunk
 * @param canvas size of the canvas, or null if it is that of the frame
 * @param x column of the left edge of the frame
 * @param y row of the upper edge of the frame
 */
record WebpFile(boolean lossless, int begin, int end, Size canvas, int x, int y) {

  private static final int CHUNK = 8;
  private static final int VP8 = code("VP8 ");
  private static final int VP8L = code("VP8L");
  private static final int VP8X = code("VP8X");
  private static final int ANMF = code("ANMF");
  private static final int ANIMATED = 2;
  private static final int FRAME_HEADER = 16;

  /** The VP8L decoder reads this many bytes of a chunk before it checks the length of the chunk. */
  private static final int LOOK_AHEAD = 32;

  /** Columns and rows. */
  record Size(int width, int height) {}

  /**
   * Finds the first image of a file.
   *
   * @throws ImageException if the file is truncated or has no image
   */
  static WebpFile of(byte[] bytes) throws ImageException {
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long claimed = Integer.toUnsignedLong(file.getInt(4)) + CHUNK;
    if (claimed > file.limit()) {
      throw ImageException.truncated("a WebP of " + claimed + " bytes");
    }
    int end = (int) claimed;
    if (end < 12 + CHUNK || file.getInt(12) != VP8X) {
      return image(file, 12, end, null, 0, 0);
    }
    int extended = chunkEnd(file, 12, end);
    if (extended - 12 < CHUNK + 10) {
      throw broken("a VP8X chunk of " + (extended - 12) + " bytes");
    }
    Size canvas = new Size(1 + triple(file, 24), 1 + triple(file, 27));
    if ((file.get(20) & ANIMATED) == 0) {
      return image(file, extended, end, canvas, 0, 0);
    }
    int frame = find(file, extended, end, ANMF, ANMF);
    int frameEnd = chunkEnd(file, frame, end);
    int content = frame + CHUNK + FRAME_HEADER;
    if (content > frameEnd) {
      throw broken("an animation frame of " + (frameEnd - frame) + " bytes");
    }
    int x = 2 * triple(file, frame + CHUNK);
    int y = 2 * triple(file, frame + CHUNK + 3);
    return image(file, content, frameEnd, canvas, x, y);
  }

  /** Rejects a frame that is not within the canvas. */
  void checkFrame(int width, int height) throws ImageException {
    if (canvas != null && ((long) x + width > canvas.width || (long) y + height > canvas.height)) {
      throw broken(
          String.format(
              Locale.ROOT, "a frame of %dx%d at %d,%d beyond %s", width, height, x, y, canvas));
    }
  }

  /** A file with this image only. */
  byte[] alone(byte[] file) {
    int length = end - begin;
    int padding = Math.max(length % 2, LOOK_AHEAD - length);
    ByteBuffer alone = ByteBuffer.allocate(12 + length + padding).order(ByteOrder.LITTLE_ENDIAN);
    alone.put(file, 0, 12).put(file, begin, length);
    return alone.putInt(4, alone.capacity() - CHUNK).array();
  }

  private static WebpFile image(ByteBuffer file, int begin, int end, Size canvas, int x, int y)
      throws ImageException {
    int chunk = find(file, begin, end, VP8, VP8L);
    int chunkEnd = chunkEnd(file, chunk, end);
    return new WebpFile(file.getInt(chunk) == VP8L, chunk, chunkEnd, canvas, x, y);
  }

  /** The offset of the first chunk of either type. */
  private static int find(ByteBuffer file, int begin, int end, int type, int other)
      throws ImageException {
    int position = begin;
    while (end - position >= CHUNK) {
      if (file.getInt(position) == type || file.getInt(position) == other) {
        return position;
      }
      int chunkEnd = chunkEnd(file, position, end);
      position = chunkEnd + (chunkEnd - position) % 2;
    }
    throw broken("a WebP without an image");
  }

  private static int chunkEnd(ByteBuffer file, int chunk, int end) throws ImageException {
    long length = Integer.toUnsignedLong(file.getInt(chunk + 4));
    if (length > end - chunk - CHUNK) {
      throw ImageException.truncated("a WebP chunk of " + length + " bytes");
    }
    return chunk + CHUNK + (int) length;
  }

  private static int triple(ByteBuffer file, int at) {
    return Short.toUnsignedInt(file.getShort(at)) | Byte.toUnsignedInt(file.get(at + 2)) << 16;
  }

  private static int code(String type) {
    return type.charAt(0) | type.charAt(1) << 8 | type.charAt(2) << 16 | type.charAt(3) << 24;
  }

  private static ImageException broken(String what) {
    return new ImageException(ImageError.BROKEN, what);
  }
}
