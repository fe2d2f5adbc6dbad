package org.melange.image;

import java.util.List;
import java.util.Locale;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;

/**
 * Listens for a decoder's remarks that pixels ran out or make no sense. It does not treat them as
 * errors, but what it puts in their place is not the picture. Remarks about bytes that belong to no
 * pixel are let pass.
 */
final class DecoderWarnings implements IIOReadWarningListener {

  private static final String CUT = "premature end";
  private static final List<String> GARBLED =
      List.of("bad huffman code", "instead of rst", "inconsistent progression");

  /** What libjpeg says of bytes that it did not need, when it comes to the end marker. */
  private static final String LEFT = "extraneous bytes before marker 0xd9";

  private ImageException fault;
  private boolean left;

  @Override
  public void warningOccurred(ImageReader source, String warning) {
    String remark = warning.toLowerCase(Locale.ROOT);
    left |= remark.contains(LEFT);
    if (remark.contains(CUT)) {
      fault = new ImageException(ImageError.TRUNCATED, warning);
    } else if (fault == null && GARBLED.stream().anyMatch(remark::contains)) {
      fault = new ImageException(ImageError.BROKEN, warning);
    }
  }

  /** Refuses the image if there was such a remark. */
  void check() throws ImageException {
    if (fault != null) {
      throw fault;
    }
  }

  /** Refuses an image that was not complete before the last bytes of its file. */
  void checkBytesAreLeft() throws ImageException {
    if (!left) {
      throw ImageException.truncated("a JPEG, before its end marker");
    }
  }
}
