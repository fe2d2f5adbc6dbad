package org.melange.clip;

import java.util.List;
import java.util.Locale;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;

/**
 * Listens for a decoder's remarks that pixels ran out or make no sense. It does not treat them as
 * errors, but what it puts in their place is not the picture. Remarks about bytes that belong to no
 * pixel are let pass.
 */
final class DecoderRemarks implements IIOReadWarningListener {

  private static final String CUT = "premature end";
  private static final List<String> GARBLED =
      List.of("bad huffman code", "instead of rst", "inconsistent progression");

  private ImageFaultException fault;

  @Override
  public void warningOccurred(ImageReader source, String warning) {
    String remark = warning.toLowerCase(Locale.ROOT);
    if (remark.contains(CUT)) {
      fault = new ImageFaultException(ImageFault.TRUNCATED, warning);
    } else if (fault == null && GARBLED.stream().anyMatch(remark::contains)) {
      fault = new ImageFaultException(ImageFault.BROKEN, warning);
    }
  }

  /** Refuses the image if there was such a remark. */
  void check() throws ImageFaultException {
    if (fault != null) {
      throw fault;
    }
  }
}
