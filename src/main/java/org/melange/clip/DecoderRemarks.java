package org.melange.clip;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

  /** What libjpeg says of bytes that it did not need. */
  private static final Pattern LEFT =
      Pattern.compile("(\\d+) extraneous bytes before marker 0xd9", Pattern.CASE_INSENSITIVE);

  /** Decoders may look ahead by so many bytes. */
  private static final int LOOK_AHEAD = 8;

  private ImageFaultException fault;
  private boolean left;

  @Override
  public void warningOccurred(ImageReader source, String warning) {
    Matcher extraneous = LEFT.matcher(warning);
    left |= extraneous.find() && Long.parseLong(extraneous.group(1)) >= LOOK_AHEAD;
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

  /** Refuses an image that was not complete before the last bytes of its file. */
  void checkBytesAreLeft() throws ImageFaultException {
    if (!left) {
      throw ImageFaultException.truncated("a JPEG, before its end marker");
    }
  }
}
