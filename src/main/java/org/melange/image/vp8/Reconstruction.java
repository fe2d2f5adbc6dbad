package org.melange.image.vp8;

import java.io.EOFException;

/** Decodes macroblocks in order: modes, coefficients, prediction and sum. Not thread-safe. */
final class Reconstruction {

  private final FrameHeader header;
  private final int columns;
  private final Plane luma;
  private final Plane[] chroma;
  private final IntraModes modes;
  private final Residuals residuals;
  private final Prediction prediction = new Prediction();
  private final int[] scratch = new int[16];

  /** Macroblocks of a frame that is {@code columns} of them wide. */
  Reconstruction(FrameHeader header, int columns, Plane luma, Plane first, Plane second) {
    this.header = header;
    this.columns = columns;
    this.luma = luma;
    this.chroma = new Plane[] {first, second};
    this.modes = new IntraModes(header, columns);
    this.residuals = new Residuals(header, columns);
  }

  /**
   * Decodes the next row.
   *
   * @param kinds receives the properties that the loop filter needs, for each macroblock
   * @throws EOFException if the bits end before the row does
   */
  void decodeRow(int row, byte[] kinds) throws EOFException {
    modes.beginRow();
    residuals.beginRow();
    BoolDecoder tokens = header.tokens(row);
    for (int column = 0; column < columns; column++) {
      modes.read(column);
      boolean added = readResiduals(tokens, column);
      if (tokens.exhausted() || header.modes.exhausted()) {
        throw new EOFException("a VP8 frame ends in row " + row + " of its macroblocks");
      }
      if (modes.split) {
        reconstructBlocks(column, row);
      } else {
        prediction.predictSquare(modes.luma[0], 16, luma, 16 * column, 16 * row);
        for (int block = 0; block < 16; block++) {
          add(block, luma, luma.at(16 * column + block % 4 * 4, 16 * row + block / 4 * 4));
        }
      }
      reconstructChroma(column, row);
      kinds[row * columns + column] =
          KeyFrame.kind(modes.segment, modes.split, modes.split || added);
    }
  }

  private boolean readResiduals(BoolDecoder tokens, int column) {
    if (modes.skip) {
      residuals.skip(column, modes.split);
      return false;
    }
    Quantizer steps = header.quantizers[modes.segment];
    return residuals.read(tokens, column, modes.split, steps);
  }

  private void reconstructBlocks(int column, int row) {
    // All blocks of the last column use the samples above the macroblock at the right.
    boolean last = column == columns - 1;
    int corner = row == 0 ? -1 : luma.at(16 * column + (last ? 15 : 16), 16 * row - 1);
    for (int block = 0; block < 16; block++) {
      int at = luma.at(16 * column + block % 4 * 4, 16 * row + block / 4 * 4);
      if (block % 4 == 3) {
        prediction.predictBlock(modes.luma[block], luma, at, corner, last ? 0 : 1);
      } else {
        prediction.predictBlock(modes.luma[block], luma, at, at - luma.stride + 4, 1);
      }
      add(block, luma, at);
    }
  }

  private void reconstructChroma(int column, int row) {
    int block = 16;
    for (Plane plane : chroma) {
      prediction.predictSquare(modes.chroma, 8, plane, 8 * column, 8 * row);
      for (int i = 0; i < 4; i++, block++) {
        add(block, plane, plane.at(8 * column + i % 2 * 4, 8 * row + i / 2 * 4));
      }
    }
  }

  private void add(int block, Plane plane, int at) {
    int from = 16 * block;
    switch (residuals.content[block]) {
      case Residuals.NOTHING -> {}
      case Residuals.MEAN_ONLY ->
          InverseTransform.addMean(residuals.coefficients[from], plane.samples, at, plane.stride);
      default ->
          InverseTransform.addBlock(
              residuals.coefficients, from, scratch, plane.samples, at, plane.stride);
    }
  }
}
