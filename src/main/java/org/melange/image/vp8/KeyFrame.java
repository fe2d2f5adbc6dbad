package org.melange.image.vp8;

import java.io.EOFException;
import java.io.IOException;

/**
 * A key frame of VP8 (RFC 6386). Its size is known before decoding, which takes 1.5 bytes per pixel
 * beside the result. Not thread-safe. Can be decoded once.
 */
public final class KeyFrame {

  private static final int INNER = 8;
  private static final int SPLIT = 4;

  private final FrameHeader header;

  private KeyFrame(FrameHeader header) {
    this.header = header;
  }

  /**
   * Reads the header of a frame.
   *
   * @param file holds the frame; not copied
   * @param begin offset of the frame
   * @param end offset of its end, exclusive
   * @throws EOFException if the frame ends inside its header
   * @throws IOException if it is not a visible key frame
   */
  public static KeyFrame of(byte[] file, int begin, int end) throws IOException {
    return new KeyFrame(new FrameHeader(file, begin, end));
  }

  /** Columns of pixels, 1 to 16383. */
  public int width() {
    return header.width;
  }

  /** Rows of pixels, 1 to 16383. */
  public int height() {
    return header.height;
  }

  /**
   * Decodes the pixels.
   *
   * @return red, green and blue of each pixel, row by row
   * @throws EOFException if the frame ends before its pixels do
   */
  public byte[] toRgb() throws EOFException {
    int columns = (width() + 15) / 16;
    int rows = (height() + 15) / 16;
    Plane luma = new Plane(16 * columns, 16 * rows);
    Plane first = new Plane(8 * columns, 8 * rows);
    Plane second = new Plane(8 * columns, 8 * rows);
    byte[] kinds = new byte[columns * rows];
    Reconstruction macroblocks = new Reconstruction(header, columns, luma, first, second);
    for (int row = 0; row < rows; row++) {
      macroblocks.decodeRow(row, kinds);
    }
    if (!header.filter.off()) {
      LoopFilter filter = new LoopFilter(header.filter, luma, first, second);
      for (int i = 0; i < kinds.length; i++) {
        boolean split = (kinds[i] & SPLIT) != 0;
        boolean inner = (kinds[i] & INNER) != 0;
        filter.filter(i % columns, i / columns, kinds[i] & 3, split, inner);
      }
    }
    return Upsampling.toRgb(width(), height(), luma, first, second);
  }

  /** The properties of a macroblock that the loop filter needs, as one number. */
  static byte kind(int segment, boolean split, boolean inner) {
    return (byte) (segment | (split ? SPLIT : 0) | (inner ? INNER : 0));
  }
}
