package org.melange.propose;

import com.ibm.icu.util.ULocale;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Languages as Wikidata names them, from language tags (BCP 47) and codes of platforms. */
public final class LanguageCode {

  private static final Pattern TAG = Pattern.compile("[a-z]{2,3}(?:-[a-z0-9]{1,8})*");

  /** Codes of ISO 639 that are not one language. */
  private static final Set<String> NONE = Set.of("mis", "mul", "und", "zxx");

  private static final Set<String> LANGUAGES =
      Arrays.stream(ULocale.getISOLanguages())
          .filter(code -> !NONE.contains(code))
          .collect(Collectors.toSet());

  /** Codes that Wikidata has under another name. */
  private static final Map<String, String> RENAMED =
      Map.of("in", "id", "iw", "he", "ji", "yi", "jw", "jv", "mo", "ro", "no", "nb");

  /** Codes of MediaWiki beyond languages. Others are reduced: {@code en-US} to {@code en}. */
  private static final Set<String> VARIANTS =
      Set.of(
          "be-tarask",
          "crh-cyrl",
          "crh-latn",
          "de-at",
          "de-ch",
          "en-ca",
          "en-gb",
          "gan-hans",
          "gan-hant",
          "hif-latn",
          "kk-arab",
          "kk-cyrl",
          "kk-latn",
          "ks-arab",
          "ks-deva",
          "ku-arab",
          "ku-latn",
          "nds-nl",
          "pt-br",
          "shi-latn",
          "shi-tfng",
          "sr-ec",
          "sr-el",
          "tg-cyrl",
          "tg-latn",
          "tt-cyrl",
          "tt-latn",
          "ug-arab",
          "ug-latn",
          "uz-cyrl",
          "uz-latn",
          "zh-cn",
          "zh-hans",
          "zh-hant",
          "zh-hk",
          "zh-mo",
          "zh-my",
          "zh-sg",
          "zh-tw");

  private LanguageCode() {}

  /**
   * The code of a language.
   *
   * @param tag such as {@code en}, {@code en-US}, {@code pt_BR} or {@code zh-Hans-CN}; may be null
   * @return letters and hyphens; empty if there is no such language
   */
  public static Optional<String> of(String tag) {
    if (tag == null) {
      return Optional.empty();
    }
    String code = tag.strip().toLowerCase(Locale.ROOT).replace('_', '-');
    if (!TAG.matcher(code).matches()) {
      return Optional.empty();
    }
    while (code.contains("-") && !VARIANTS.contains(code)) {
      code = code.substring(0, code.lastIndexOf('-'));
    }
    String named = RENAMED.getOrDefault(code, code);
    return Optional.of(named).filter(c -> c.contains("-") || LANGUAGES.contains(c));
  }
}
