package org.melange.kb.name;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CharacterClustersTest {

  /** The clusters of each text, separated by bars. */
  @ParameterizedTest
  @CsvSource({
    "abc, a|b|c",
    "e\u0301t, e\u0301|t",
    "a\u0301\u0323b, a\u0301\u0323|b", // two marks
    "\u1109\u1165\u110B\u116E\u11AF, \u1109\u1165|\u110B\u116E\u11AF", // two syllables of jamo
    "\uC11C\uC6B8, \uC11C|\uC6B8",
    "\uFF84\uFF9E\uFF85, \uFF84\uFF9E|\uFF85", // half-width katakana with a voicing mark
    "\u0915\u093F\u0915, \u0915\u093F|\u0915", // a Devanagari vowel sign
    "\uD83C\uDF0Dx, \uD83C\uDF0D|x",
    "a\u00ADb, a|\u00AD|b", // a soft hyphen belongs to neither
    "a\u200Db, a|\u200D|b",
  })
  void splitsTextsIntoClusters(String text, String clusters) {
    List<String> found = new ArrayList<>();
    for (int from = 0, to; from < text.length(); from = to) {
      to = CharacterClusters.end(text, from);
      found.add(text.substring(from, to));
    }
    assertThat(String.join("|", found)).isEqualTo(clusters);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "A, a",
        "\u00DF, ss", // ß
        "\u1E9E, ss", // ẞ
        "\u0130, i", // İ
        "i\u0307, i",
        "\u0131, \u0131", // ı
        "\u03C2, \u03C3", // ς
        "\u1FB3, \u03B1\u03B9", // ᾳ
        "\u0149, 'n", // ŉ
        "\uFB01, fi", // ﬁ
        "\u00B5, \u03BC", // the micro sign is a mu
        "\u2460, 1",
        "\u2122, tm",
        "\u13A0, \u13A0", // Cherokee folds to capitals
        "\uAB70, \u13A0",
        "\u10D0, \u10D0", // Georgian
        "\u1C90, \u10D0",
        "\uA64A, \uA64B",
        "\u212A, k", // the Kelvin sign
        "\uD801\uDC00, \uD801\uDC28", // Deseret
        "\u2019, '",
        "\u2014, -",
        "`\uFF3F`, ` `",
        "`\u3164`, ``", // a Hangul filler
        "`\uFE0F`, ``",
        "`\u2028`, ` `",
        "`\u0085`, ` `",
        "`\u0007`, ``",
      })
  void normalisesAndFoldsTheCase(String cluster, String normal) {
    assertThat(CharacterClusters.normalize(cluster, 0, cluster.length())).isEqualTo(normal);
  }

  @Test
  void dropsTheDotOfATurkishCapitalOnly() {
    assertThat(CharacterClusters.normalize("e\u0307", 0, 2)).isEqualTo("\u0117");
    assertThat(CharacterClusters.normalize("\u0130\u0301", 0, 2)).isEqualTo("\u00ED");
  }

  /** A normalised cluster is its own normal form, for every character that is assigned. */
  @Test
  void isIdempotentForEveryCharacter() {
    List<String> unstable = new ArrayList<>();
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      if (Character.isDefined(c)) {
        String once = clusterwise(Character.toString(c));
        if (!clusterwise(once).equals(once)) {
          unstable.add(Integer.toHexString(c));
        }
      }
    }
    assertThat(unstable).isEmpty();
  }

  private static String clusterwise(String text) {
    return NormalizedText.withoutOffsets(text).toString();
  }
}
