package org.melange.image;

import java.io.ByteArrayOutputStream;

/**
 * The segments of a JPEG file (ITU-T T.81, annex B), read before anything is decoded. A decoder
 * fills the missing part of a truncated file with gray without an error. Therefore the image must
 * have its end marker. An image of a single scan may lack it, as in Pillow, if its pixels are
 * complete and other bytes follow: see {@link #ended}.
 *
 * <p>Thumbnails, text and color profiles are dropped. The decoders of the JDK apply color profiles
 * and Pillow does not.
 */
final class JpegStream {

  /** A file with thousands of tiny scans would keep a decoder busy for minutes. */
  private static final int MAX_SCANS = 200;

  /** More zeros than a scan ends with or a decoder reads ahead. */
  private static final int ZEROS_KEPT = 16;

  private static final int PROGRESSIVE = 0xc2;
  private static final int FIRST_ARITHMETIC = 0xc9;
  private static final int START_OF_SCAN = 0xda;
  private static final int END_OF_IMAGE = 0xd9;
  private static final int JFIF = 0xe0;
  private static final int ADOBE = 0xee;

  private final byte[] file;
  private final ByteArrayOutputStream kept;
  private int position;
  private int scans;
  private int components;
  private int adobeTransform = -1;
  private boolean jfif;
  private boolean progressive;
  private boolean ended = true;
  private int firstIds;

  private JpegStream(byte[] file) {
    this.file = file;
    this.kept = new ByteArrayOutputStream(file.length);
  }

  /**
   * Reads the segments of a file.
   *
   * @throws ImageException if the file is truncated, corrupt or of an unsupported variety
   */
  static JpegStream of(byte[] file) throws ImageException {
    JpegStream stream = new JpegStream(file);
    stream.walk();
    return stream;
  }

  /** The first image of the file and nothing else. */
  byte[] image() {
    return kept.toByteArray();
  }

  /**
   * The color space, guessed like libjpeg does: by the JFIF marker, the Adobe marker, the component
   * identifiers.
   *
   * @throws ImageException if there are two channels, or more than four
   */
  JpegColors colors() throws ImageException {
    return switch (components) {
      case 1 -> JpegColors.GRAY;
      case 3 -> plainRgb() ? JpegColors.RGB : JpegColors.YCC;
      case 4 -> adobeTransform <= 0 ? JpegColors.CMYK : JpegColors.YCCK;
      default ->
          throw new ImageException(ImageError.UNSUPPORTED, "a JPEG of " + components + " channels");
    };
  }

  /**
   * Whether the end marker was found. If not, {@link #image} has one added. Then the pixels are
   * complete only if the decoder does not read up to it.
   */
  boolean ended() {
    return ended;
  }

  private boolean plainRgb() {
    if (jfif) {
      return false;
    }
    return adobeTransform >= 0 ? adobeTransform == 0 : firstIds == ('R' << 16 | 'G' << 8 | 'B');
  }

  private void walk() throws ImageException {
    copy(0, 2);
    position = 2;
    int marker = marker();
    while (marker != END_OF_IMAGE) {
      int begin = position;
      segment(marker);
      if (marker == START_OF_SCAN) {
        boolean single = !progressive && at(begin + 2) == components;
        scan(single);
      }
      marker = ended ? marker() : END_OF_IMAGE;
    }
    if (scans == 0) {
      throw broken("a JPEG without an image");
    }
    kept.write(0xff);
    kept.write(END_OF_IMAGE);
  }

  /** Skips fill bytes and returns the next marker. */
  private int marker() throws ImageException {
    // Junk between segments is skipped, as libjpeg does.
    while (at(position) != 0xff) {
      position++;
    }
    while (at(position) == 0xff) {
      position++;
    }
    return at(position++);
  }

  private void segment(int marker) throws ImageException {
    if (marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
      return; // no length follows these
    }
    int length = at(position) << 8 | at(position + 1);
    if (length < 2) {
      throw broken("a JPEG segment of " + length + " bytes");
    }
    if (position + length > file.length) {
      throw ImageException.truncated("a JPEG segment");
    }
    if (frame(marker)) {
      readFrame(marker, length);
    } else if (marker == ADOBE && begins("Adobe") && length >= 14) {
      adobeTransform = at(position + 13);
    } else if (marker == JFIF && begins("JFIF\0")) {
      jfif = true;
    }
    if (marker < JFIF || marker == JFIF || marker == ADOBE) {
      kept.write(0xff);
      kept.write(marker);
      copy(position, length);
    }
    position += length;
  }

  private void readFrame(int marker, int length) throws ImageException {
    checkProcess(marker, at(position + 2));
    progressive = marker == PROGRESSIVE;
    if (length < 8) {
      throw broken("a JPEG frame header of " + length + " bytes");
    }
    components = at(position + 7);
    if (length < 8 + 3 * components) {
      throw broken("a JPEG frame header of " + length + " bytes");
    }
    for (int i = 0; i < components; i++) {
      firstIds = firstIds << 8 | at(position + 8 + 3 * i);
    }
  }

  private static void checkProcess(int marker, int precision) throws ImageException {
    String variety = null;
    if (marker >= FIRST_ARITHMETIC) {
      variety = "with arithmetic coding, which Java does not decode";
    } else if (marker > PROGRESSIVE) {
      variety = "of a lossless or hierarchical process";
    } else if (precision != 8) {
      variety = "of " + precision + " bits a sample";
    }
    if (variety != null) {
      throw new ImageException(ImageError.UNSUPPORTED, "a JPEG " + variety);
    }
  }

  private boolean begins(String name) throws ImageException {
    for (int i = 0; i < name.length(); i++) {
      if (at(position + 2 + i) != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Copies entropy-coded data up to the next marker that is neither a restart nor a stuffed byte.
   *
   * @param mayEnd whether the file may end within the scan
   */
  private void scan(boolean mayEnd) throws ImageException {
    if (++scans > MAX_SCANS) {
      throw broken("a JPEG of more than " + MAX_SCANS + " scans");
    }
    int begin = position;
    ended = !mayEnd || markerFollows();
    while (ended && !markerAt(position)) {
      position++;
    }
    copy(begin, (ended ? position : file.length - surplusZeros()) - begin);
  }

  private boolean markerFollows() {
    for (int i = position; i + 1 < file.length; i++) {
      if ((file[i] & 0xff) == 0xff && !insideScan(file[i + 1] & 0xff)) {
        return true;
      }
    }
    return false;
  }

  private boolean markerAt(int index) throws ImageException {
    return at(index) == 0xff && !insideScan(at(index + 1));
  }

  /** The number of padding zeros at the end. As pixels they would complete a truncated image. */
  private int surplusZeros() {
    int zeros = 0;
    while (zeros < file.length - position && file[file.length - 1 - zeros] == 0) {
      zeros++;
    }
    return Math.max(0, zeros - ZEROS_KEPT);
  }

  private static boolean insideScan(int next) {
    return next == 0 || (next >= 0xd0 && next <= 0xd7);
  }

  /** Start of frame: 0xc0 to 0xcf except for the tables and the extension among them. */
  private static boolean frame(int marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
  }

  private int at(int index) throws ImageException {
    if (index >= file.length) {
      throw ImageException.truncated("a JPEG, before its end marker");
    }
    return file[index] & 0xff;
  }

  private void copy(int from, int length) {
    kept.write(file, from, length);
  }

  private static ImageException broken(String what) {
    return new ImageException(ImageError.BROKEN, what);
  }
}
