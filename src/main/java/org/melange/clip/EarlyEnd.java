package org.melange.clip;

import java.util.Locale;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;

/** Listens for a decoder's remark that pixels ran out, which it does not treat as an error. */
final class EarlyEnd implements IIOReadWarningListener {

  private String remark;

  @Override
  public void warningOccurred(ImageReader source, String warning) {
    if (warning.toLowerCase(Locale.ROOT).contains("premature end")) {
      remark = warning;
    }
  }

  /** Refuses the image if there was such a remark. */
  void check() throws ImageFaultException {
    if (remark != null) {
      throw new ImageFaultException(ImageFault.TRUNCATED, remark);
    }
  }
}
