package org.melange.image.vp8;

/**
 * The quantization steps of a segment (RFC 6386, sections 9.6 and 14.1): the factors of the DC
 * coefficient and of the AC coefficients.
 *
 * @param lumaDc for luma blocks
 * @param lumaAc for luma blocks
 * @param meansDc for the block of the DC coefficients
 * @param meansAc for the block of the DC coefficients
 * @param chromaDc for chroma blocks
 * @param chromaAc for chroma blocks
 */
record Quantizer(int lumaDc, int lumaAc, int meansDc, int meansAc, int chromaDc, int chromaAc) {

  private static final int LARGEST = 127;
  private static final int LARGEST_CHROMA_DC = 117;

  /** Reads the quantizer of each segment. */
  static Quantizer[] read(BoolDecoder bits, Segments segments) {
    int base = bits.number(7);
    int lumaDc = bits.optional(4);
    int meansDc = bits.optional(4);
    int meansAc = bits.optional(4);
    int chromaDc = bits.optional(4);
    int chromaAc = bits.optional(4);
    Quantizer[] quantizers = new Quantizer[Segments.COUNT];
    for (int segment = 0; segment < quantizers.length; segment++) {
      int index = segments.quantizer(segment, base);
      quantizers[segment] =
          new Quantizer(
              dc(index + lumaDc, LARGEST),
              ac(index),
              2 * dc(index + meansDc, LARGEST),
              Math.max(8, ac(index + meansAc) * 155 / 100),
              dc(index + chromaDc, LARGEST_CHROMA_DC),
              ac(index + chromaAc));
    }
    return quantizers;
  }

  private static int dc(int index, int largest) {
    return Vp8Tables.DC_STEPS[Math.max(0, Math.min(largest, index))];
  }

  private static int ac(int index) {
    return Vp8Tables.AC_STEPS[Math.max(0, Math.min(LARGEST, index))];
  }
}
