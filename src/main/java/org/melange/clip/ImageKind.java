package org.melange.clip;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The kind of an image file, told by its first bytes: names and media types often lie. */
enum ImageKind {
  JPEG("\u00ff\u00d8"),
  PNG("\u0089PNG\r\n\u001a\n"),
  GIF("GIF87a", "GIF89a"),
  BMP("BM"),
  WEBP("RIFF????WEBP"),
  TIFF("II*\0", "MM\0*"),
  /** Images that browsers show and no decoder here reads. */
  OTHER(
      "????ftypavif",
      "????ftypavis",
      "????ftyphei",
      "????ftypmif1",
      "\u00ff\n",
      "\0\0\0\u000cJXL ",
      "\0\0\1\0",
      "8BPS",
      "\0\0\0\u000cjP  "),
  /** Not an image. */
  NONE;

  private static final int SVG_PROLOGUE = 1024;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> signatures;

  ImageKind(String... signatures) {
    this.signatures = List.of(signatures);
  }

  /** The kind of {@code file}. */
  static ImageKind of(byte[] file) {
    return Arrays.stream(values())
        .filter(kind -> kind.signatures.stream().anyMatch(signature -> fits(signature, file)))
        .filter(kind -> kind != BMP || bitmapHeader(file))
        .findFirst()
        .orElse(svg(file) ? OTHER : NONE);
  }

  private static boolean fits(String signature, byte[] file) {
    if (file.length < signature.length()) {
      return false;
    }
    for (int i = 0; i < signature.length(); i++) {
      char expected = signature.charAt(i);
      if (expected != '?' && expected != (file[i] & 0xff)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Two letters are a weak sign: a text may begin with them, but not with a header's size after.
   */
  private static boolean bitmapHeader(byte[] file) {
    return file.length > 18 && file[14] >= 12 && file[15] == 0 && file[16] == 0 && file[17] == 0;
  }

  private static boolean svg(byte[] file) {
    int length = Math.min(file.length, SVG_PROLOGUE);
    String start =
        new String(file, 0, length, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
    return start.contains("<svg") && !start.contains("<html");
  }
}
