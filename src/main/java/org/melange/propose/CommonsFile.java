package org.melange.propose;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.melange.corpus.PercentDecoding;

/** Files on Wikimedia Commons, by their addresses. */
public final class CommonsFile {

  /** The limit of MediaWiki for titles, less the namespace. */
  private static final int MAX_BYTES = 240;

  private static final String HOST = "^(?i:https?://commons\\.(?:m\\.)?wikimedia\\.org)/wiki/";
  private static final String END = "(?:[?#].*)?$";

  private static final List<Pattern> ADDRESSES =
      List.of(
          upload("[0-9a-f]/[0-9a-f]{2}/([^/?#]+)"),
          upload("thumb/[0-9a-f]/[0-9a-f]{2}/([^/?#]+)/[^/?#]+"),
          Pattern.compile(HOST + "(?i:File|Image):([^/?#]+)" + END),
          Pattern.compile(HOST + "(?i:Special:(?:FilePath|Redirect/file))/([^/?#]+)" + END));

  /** What the property P18 of Wikidata accepts. */
  private static final Pattern PICTURE =
      Pattern.compile("(?i).+\\.(?:jpe?g|jpe|jp2|png|svg|tiff?|gif|xcf|webp)");

  /** Characters that titles cannot have; U+FFFD stands for bytes that are not UTF-8. */
  private static final Pattern FORBIDDEN = Pattern.compile("[#<>\\[\\]{|}/:\\p{C}\\x{FFFD}]");

  private CommonsFile() {}

  private static Pattern upload(String path) {
    return Pattern.compile(
        "^(?i:https?://upload\\.wikimedia\\.org)/wikipedia/commons/" + path + END);
  }

  /**
   * The name of a picture as MediaWiki writes titles: decoded, with spaces, the first letter in
   * upper case, without the namespace.
   *
   * @param address may be null
   * @return empty if the address is not one of a picture on Commons
   */
  public static Optional<String> of(String address) {
    return address == null
        ? Optional.empty()
        : ADDRESSES.stream()
            .map(form -> form.matcher(address.strip()))
            .filter(Matcher::matches)
            .findFirst()
            .map(found -> title(PercentDecoding.decode(found.group(1))))
            .filter(CommonsFile::isPicture);
  }

  private static String title(String name) {
    String composed = Normalizer.normalize(name, Normalizer.Form.NFC);
    String spaced = composed.replaceAll("[_\\p{Z}]+", " ").replaceAll("^ | $", "");
    if (spaced.isEmpty()) {
      return spaced;
    }
    int first = spaced.codePointAt(0);
    return Character.toString(Character.toUpperCase(first))
        + spaced.substring(Character.charCount(first));
  }

  private static boolean isPicture(String title) {
    return PICTURE.matcher(title).matches()
        && !FORBIDDEN.matcher(title).find()
        && title.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES;
  }
}
