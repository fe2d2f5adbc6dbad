package org.melange.image;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * The part of an XML document before its root element: declarations, comments and a document type.
 * Reads the first 64 KiB only. Not thread-safe.
 */
final class XmlProlog {

  private static final int LOOKED_AT = 1 << 16;

  private final String text;
  private int position;

  /** The prolog of a file that may be XML. */
  XmlProlog(byte[] file) {
    text = new String(file, 0, Math.min(file.length, LOOKED_AT), charset(file));
  }

  /** Whether the root element has this local name. */
  boolean rootIs(String name) {
    if (text.startsWith("\ufeff") || text.startsWith("\u00ef\u00bb\u00bf")) {
      position = text.startsWith("\ufeff") ? 1 : 3;
    }
    skipSpace();
    while (skip("<?", "?>") || skip("<!--", "-->") || skipType()) {
      skipSpace();
    }
    if (position >= text.length() || text.charAt(position) != '<') {
      return false;
    }
    int end = position + 1;
    while (end < text.length() && " \t\r\n/>".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    String root = text.substring(position + 1, end);
    return root.substring(root.indexOf(':') + 1).equals(name);
  }

  private static Charset charset(byte[] file) {
    if (new MagicNumber("\u00fe\u00ff").fits(file) || new MagicNumber("\u00ff\u00fe").fits(file)) {
      return StandardCharsets.UTF_16;
    }
    return StandardCharsets.ISO_8859_1;
  }

  private void skipSpace() {
    while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
      position++;
    }
  }

  private boolean skip(String begin, String end) {
    if (!text.startsWith(begin, position)) {
      return false;
    }
    int found = text.indexOf(end, position + begin.length());
    position = found < 0 ? text.length() : found + end.length();
    return true;
  }

  /** A document type ends at the first angle bracket outside of its own declarations. */
  private boolean skipType() {
    if (!text.startsWith("<!DOCTYPE", position)) {
      return false;
    }
    int inner = text.indexOf('[', position);
    int end = text.indexOf('>', position);
    return inner >= 0 && inner < end ? skip("<!DOCTYPE", "]>") : skip("<!DOCTYPE", ">");
  }
}
