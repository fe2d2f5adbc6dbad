package org.melange.image;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Formats of images and documents that are recognized by their first bytes but not decoded. So a
 * file in an unsupported format is told apart from a file that is not an image.
 */
enum UndecodedFormat {
  AVIF("????ftypavif", "????ftypavis"),
  HEIF("????ftyphei", "????ftyphev", "????ftypmif1", "????ftypmsf1"),
  JPEG_XL("\u00ff\n", "\0\0\0\u000cJXL "),
  JPEG_2000("\0\0\0\u000cjP  ", "\u00ffO\u00ffQ"),
  JPEG_XR("II\u00bc\1"),
  BIG_TIFF("II+\0", "MM\0+"),
  ICON("\0\0\1\0", "\0\0\2\0", "icns"),
  PHOTOSHOP("8BPS"),
  GIMP("gimp xcf"),
  POSTSCRIPT("%!PS", "\u00c5\u00d0\u00d3\u00c6"),
  PDF("%PDF-"),
  DJVU("AT&TFORM"),
  NETPBM,
  OPEN_EXR("v/1\1"),
  RADIANCE("#?RADIANCE", "#?RGBE"),
  MNG("\u008aMNG\r\n\u001a\n", "\u008bJNG\r\n\u001a\n"),
  QOI("qoif"),
  DDS("DDS \u007c"),
  FITS("SIMPLE  ="),
  WMF("\u00d7\u00cd\u00c6\u009a"),
  CAMERA_RAW("????ftypcrx", "IIRO", "IIRS", "IIU\0", "FUJIFILM"),
  SVG;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<MagicNumber> signatures;

  UndecodedFormat(String... signatures) {
    this.signatures = Arrays.stream(signatures).map(MagicNumber::new).toList();
  }

  /** The format of {@code file}, or empty if it is none of these. */
  static Optional<UndecodedFormat> of(byte[] file) {
    return Arrays.stream(values()).filter(format -> format.fits(file)).findFirst();
  }

  private boolean fits(byte[] file) {
    return switch (this) {
      case NETPBM -> netpbm(file);
      case SVG -> new XmlProlog(file).rootIs("svg");
      default -> signatures.stream().anyMatch(signature -> signature.fits(file));
    };
  }

  /** A letter and a digit are a weak sign. A size or a comment must follow. */
  private static boolean netpbm(byte[] file) {
    if (file.length < 4 || file[0] != 'P' || !Character.isWhitespace(file[2])) {
      return false;
    }
    boolean sized = file[3] == '#' || (file[3] >= '0' && file[3] <= '9');
    return switch (file[1]) {
      case '1', '2', '3', '4', '5', '6', 'F', 'f' -> sized;
      case '7' -> file[2] == '\n';
      default -> false;
    };
  }
}
