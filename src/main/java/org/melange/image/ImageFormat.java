package org.melange.image;

import java.util.Arrays;
import java.util.List;

/** The kind of an image file, told by its first bytes: names and media types often lie. */
enum ImageFormat {
  JPEG("\u00ff\u00d8"),
  PNG("\u0089PNG\r\n\u001a\n"),
  GIF("GIF87a", "GIF89a"),
  BMP("BM"),
  WEBP("RIFF????WEBP"),
  TIFF("II*\0", "MM\0*"),
  /** None that is decoded. */
  NONE;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<MagicNumber> signatures;

  ImageFormat(String... signatures) {
    this.signatures = Arrays.stream(signatures).map(MagicNumber::new).toList();
  }

  /** The kind of {@code file}. */
  static ImageFormat of(byte[] file) {
    return Arrays.stream(values())
        .filter(kind -> kind.signatures.stream().anyMatch(signature -> signature.fits(file)))
        .filter(kind -> kind != BMP || bitmapHeader(file))
        .findFirst()
        .orElse(NONE);
  }

  /**
   * Two letters are a weak sign: a text may begin with them, but not with a header's size after.
   */
  private static boolean bitmapHeader(byte[] file) {
    return file.length > 18 && file[14] >= 12 && file[15] == 0 && file[16] == 0 && file[17] == 0;
  }
}
