package org.melange.image;

import java.util.List;
import java.util.Locale;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;

/**
 * Listens for the warnings of a decoder about missing or invalid pixels. The decoder does not treat
 * them as errors and fills in other pixels. Warnings about bytes that belong to no pixel are
 * ignored.
 */
final class DecoderWarnings implements IIOReadWarningListener {

  private static final String CUT = "premature end";
  private static final List<String> GARBLED =
      List.of("bad huffman code", "instead of rst", "inconsistent progression");

  /** The warning of libjpeg about unused bytes before the end marker. */
  private static final String LEFT = "extraneous bytes before marker 0xd9";

  private ImageException error;
  private boolean left;

  @Override
  public void warningOccurred(ImageReader source, String warning) {
    String text = warning.toLowerCase(Locale.ROOT);
    left |= text.contains(LEFT);
    if (text.contains(CUT)) {
      error = new ImageException(ImageError.TRUNCATED, warning);
    } else if (error == null && GARBLED.stream().anyMatch(text::contains)) {
      error = new ImageException(ImageError.BROKEN, warning);
    }
  }

  /** Fails if there was such a warning. */
  void check() throws ImageException {
    if (error != null) {
      throw error;
    }
  }

  /** Fails if the image was not complete before the last bytes of its file. */
  void checkBytesAreLeft() throws ImageException {
    if (!left) {
      throw ImageException.truncated("a JPEG, before its end marker");
    }
  }
}
