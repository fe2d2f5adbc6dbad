package org.melange.kb.wikidata;

import java.io.Serializable;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Addresses of files on Wikimedia Commons, from a template.
 *
 * @param template an address with {@code {name}}, the percent-encoded name of the file; it may also
 *     have {@code {width}} and {@code {hash}}, the two directories that Commons derives from the
 *     name, such as {@code a/ab}
 * @param width of a thumbnail in pixels, one of {@link #WIDTHS}
 */
public record ImageAddress(String template, int width) implements Serializable {

  /** Thumbnails of Commons, which redirects to the file itself where it is not wider. */
  public static final String COMMONS =
      "https://commons.wikimedia.org/wiki/Special:FilePath/{name}?width={width}";

  /** The only widths of thumbnails that Wikimedia serves. */
  public static final List<Integer> WIDTHS =
      List.of(20, 40, 60, 120, 250, 330, 500, 960, 1280, 1920, 3840);

  /**
   * Checks template and width.
   *
   * @throws IllegalArgumentException if one is not valid
   */
  public ImageAddress {
    if (!template.contains("{name}")) {
      throw new IllegalArgumentException("a template of image addresses needs {name}: " + template);
    }
    if (!WIDTHS.contains(width)) {
      throw new IllegalArgumentException(
          "Wikimedia serves thumbnails of these widths only: " + WIDTHS + ", not " + width);
    }
  }

  /** The address of a file. */
  public String of(String file) {
    String name = file.strip().replace(' ', '_');
    return template
        .replace("{width}", Integer.toString(width))
        .replace("{hash}", directories(name))
        .replace("{name}", URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20"));
  }

  private static String directories(String name) {
    try {
      byte[] digest =
          MessageDigest.getInstance("MD5").digest(name.getBytes(StandardCharsets.UTF_8));
      String first = HexFormat.of().formatHex(digest, 0, 1);
      return first.charAt(0) + "/" + first;
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every Java platform has MD5", impossible);
    }
  }
}
