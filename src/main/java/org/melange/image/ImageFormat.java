package org.melange.image;

import java.util.Arrays;
import java.util.List;

/**
 * The format of an image file, recognized by its first bytes. File names and media types are often
 * wrong.
 */
enum ImageFormat {
  JPEG("\u00ff\u00d8"),
  PNG("\u0089PNG\r\n\u001a\n"),
  GIF("GIF87a", "GIF89a"),
  BMP("BM"),
  WEBP("RIFF????WEBP"),
  TIFF("II*\0", "MM\0*"),
  /** None of these. */
  NONE;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<MagicNumber> signatures;

  ImageFormat(String... signatures) {
    this.signatures = Arrays.stream(signatures).map(MagicNumber::new).toList();
  }

  /** The format of {@code file}. */
  static ImageFormat of(byte[] file) {
    return Arrays.stream(values())
        .filter(format -> format.signatures.stream().anyMatch(signature -> signature.fits(file)))
        .filter(format -> format != BMP || bitmapHeader(file))
        .findFirst()
        .orElse(NONE);
  }

  /**
   * Two characters are a weak sign, because a text may begin with them. A plausible header size
   * must follow.
   */
  private static boolean bitmapHeader(byte[] file) {
    return file.length > 18 && file[14] >= 12 && file[15] == 0 && file[16] == 0 && file[17] == 0;
  }
}
