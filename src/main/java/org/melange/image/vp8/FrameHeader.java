package org.melange.image.vp8;

import java.io.EOFException;
import java.io.IOException;

/**
 * The header of a key frame (RFC 6386, section 9) and the decoders of its partitions. Fields that
 * only affect later frames are read and dropped.
 */
final class FrameHeader {

  private static final int FIXED = 10;
  private static final int NO_PROBABILITY = -1;

  final int width;
  final int height;

  /** Decodes the rest of the header and the modes of all macroblocks. */
  final BoolDecoder modes;

  /** Probabilities of the two bits of a segment's number, or null: all in segment 0. */
  final int[] segmentTree;

  final LoopFilter.Strength filter;
  final Quantizer[] quantizers;

  /** Laid out like {@link Vp8Tables#COEFFICIENTS}. */
  final int[] coefficients;

  private final BoolDecoder[] tokens;
  private final int skipProbability;

  /**
   * Reads the header.
   *
   * @throws EOFException if the frame ends inside the header
   * @throws IOException if it is not a visible key frame
   */
  FrameHeader(byte[] file, int begin, int end) throws IOException {
    if (end - begin < FIXED) {
      throw new EOFException("the header of a VP8 frame ends early");
    }
    int tag = little(file, begin, 3);
    if ((tag & 1) != 0 || (tag >> 1 & 7) > 3 || (tag >> 4 & 1) == 0) {
      throw new IOException("a VP8 frame that is not a visible key frame");
    }
    if (little(file, begin + 3, 3) != 0x2a019d) {
      throw new IOException("a VP8 frame without its start code");
    }
    width = little(file, begin + 6, 2) & 0x3fff;
    height = little(file, begin + 8, 2) & 0x3fff;
    if (width == 0 || height == 0) {
      throw new IOException("a VP8 frame of " + width + "x" + height + " pixels");
    }
    int first = tag >> 5;
    if (first > end - begin - FIXED) {
      throw new EOFException("the first partition of a VP8 frame ends early");
    }
    int rest = begin + FIXED + first;
    modes = new BoolDecoder(file, begin + FIXED, rest);
    modes.number(2); // the color space and whether clamping is needed: always done, as in libwebp
    Segments segments = new Segments(modes);
    segmentTree = segments.tree;
    filter = new LoopFilter.Strength(modes, segments);
    tokens = partitions(file, rest, end, 1 << modes.number(2));
    quantizers = Quantizer.read(modes, segments);
    modes.flag(); // whether the probabilities are kept for later frames
    coefficients = readCoefficients(modes);
    skipProbability = modes.flag() ? modes.number(8) : NO_PROBABILITY;
    if (modes.exhausted()) {
      throw new EOFException("the header of a VP8 frame ends early");
    }
  }

  /** The decoder of the coefficients of a row of macroblocks. */
  BoolDecoder tokens(int row) {
    return tokens[row & (tokens.length - 1)];
  }

  /** Whether the next macroblock has no coefficients. */
  boolean readSkip() {
    return skipProbability != NO_PROBABILITY && modes.bit(skipProbability) != 0;
  }

  private static BoolDecoder[] partitions(byte[] file, int begin, int end, int count)
      throws EOFException {
    int from = begin + 3 * (count - 1);
    if (from >= end) {
      throw new EOFException("the partitions of a VP8 frame are missing");
    }
    BoolDecoder[] partitions = new BoolDecoder[count];
    for (int i = 0; i < count; i++) {
      int left = end - from;
      int length = i == count - 1 ? left : Math.min(left, little(file, begin + 3 * i, 3));
      partitions[i] = new BoolDecoder(file, from, from + length);
      from += length;
    }
    return partitions;
  }

  private static int[] readCoefficients(BoolDecoder bits) {
    int[] probabilities = Vp8Tables.COEFFICIENTS.clone();
    for (int i = 0; i < probabilities.length; i++) {
      if (bits.bit(Vp8Tables.COEFFICIENT_UPDATES[i]) != 0) {
        probabilities[i] = bits.number(8);
      }
    }
    return probabilities;
  }

  private static int little(byte[] file, int at, int bytes) {
    int number = 0;
    for (int i = 0; i < bytes; i++) {
      number |= (file[at + i] & 0xff) << (8 * i);
    }
    return number;
  }
}
