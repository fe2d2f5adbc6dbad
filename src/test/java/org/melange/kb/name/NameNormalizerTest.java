package org.melange.kb.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.melange.kb.Entity;

class NameNormalizerTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "São Paulo | são paulo | sao paulo",
        "Москва | москва | москва",
        "Королёв | королёв | королев",
        "Йошкар-Ола | йошкар-ола | йошкар ола",
        "Αθήνα | αθήνα | αθηνα",
        "ΟΔΥΣΣΕΥΣ | οδυσσευσ | οδυσσευσ",
        "Οδυσσεύς | οδυσσεύσ | οδυσσευσ",
        "北京 | 北京 | 北京",
        "서울 | 서울 | 서울",
        "القاهرة | القاهرة | القاهرة",
        "שָׁלוֹם | שָׁלוֹם | שָׁלוֹם",
        "दिल्ली | दिल्ली | दिल्ली",
        "กรุงเทพฯ | กรุงเทพฯ | กรุงเทพฯ",
        "ﾄﾖﾀﾞ | トヨダ | トヨダ",
        "がぎ | がぎ | がぎ",
        "İstanbul | istanbul | istanbul",
        "i̇stanbul | istanbul | istanbul",
        "Diyarbakır | diyarbakır | diyarbakir",
        "Straße | strasse | strasse",
        "STRASSE | strasse | strasse",
        "GROẞ | gross | gross",
        "O’Neill | o'neill | oneill",
        "“Weird Al” Yankovic | \"weird al\" yankovic | weird al yankovic",
        "“Heroes” | heroes | heroes",
        "Côte d’Ivoire | côte d'ivoire | cote divoire",
        "Ｆｕｌｌｗｉｄｔｈ | fullwidth | fullwidth",
        "naïve | naïve | naive",
        "Łódź | łódź | lodz",
        "Søren Kierkegaard | søren kierkegaard | soren kierkegaard",
        "Đà Nẵng | đà nẵng | da nang",
        "Æthelred Þor | æthelred þor | aethelred thor",
        "Ħamrun | ħamrun | hamrun",
        "Œuvre | œuvre | oeuvre",
        "Ŧŋ | ŧŋ | tn",
        "Ðorn | ðorn | dorn",
        "ﬁnance | finance | finance",
        "Jean–Paul | jean-paul | jean paul",
        "New_York__City | new york city | new york city",
        "U.S. | u.s. | us",
        "!!! | !!! | !!!",
        "C++ | c++ | c++",
        "🌍 | 🌍 | 🌍",
      })
  void bringsNamesToTwoForms(String name, String normalized, String folded) {
    assertThat(NameNormalizer.normalize(name))
        .isEqualTo(java.text.Normalizer.normalize(normalized, java.text.Normalizer.Form.NFKC));
    assertThat(NameNormalizer.fold(name))
        .isEqualTo(java.text.Normalizer.normalize(folded, java.text.Normalizer.Form.NFC));
  }

  @Test
  void leavesNothingInvisible() {
    assertThat(NameNormalizer.normalize("\u200B\u202A Ro\u00ADme\0\uFEFF \t\u00A0 x\uD800\uFE0F"))
        .isEqualTo("rome x");
    assertThat(NameNormalizer.normalize("\u200D \u0007")).isEmpty();
    assertThat(NameNormalizer.fold("")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      quoteCharacter = '`',
      value = {
        "' ‘’‚‛′‵‹›`´ʹʻʼʽʾʿˈ＇",
        "\" “”„‟″‶«»〝〞〟ʺ＂",
        "- ‐‑‒–—―⁃−﹘﹣－〜",
      })
  void punctuationOfOneKindIsUnified(String sign, String kind) {
    kind.codePoints()
        .mapToObj(Character::toString)
        .forEach(
            c -> assertThat(NameNormalizer.normalize("a" + c + "b")).isEqualTo("a" + sign + "b"));
  }

  @Test
  void whiteSpaceOfEveryKindIsOneSpace() {
    for (String space :
        "_ \u00A0 \u1680 \u2003 \u2028 \u202F \u3000 \u30FB \uFF65 \t \n".split(" ")) {
      assertThat(NameNormalizer.normalize(space + "a" + space + " " + space + "b" + space))
          .isEqualTo("a b");
    }
  }

  @Test
  void seesOneNameInComposedAndDecomposedForm() {
    assertThat(NameNormalizer.normalize("Zu\u0308rich"))
        .isEqualTo(NameNormalizer.normalize("Zürich"));
    assertThat(NameNormalizer.normalize("\u1109\u1165\u110B\u116E\u11AF")).isEqualTo("서울");
  }

  @Test
  void isIdempotentOnRandomText() {
    Random random = new Random(43);
    for (int round = 0; round < 50_000; round++) {
      assertIdempotent(randomText(random));
    }
  }

  @Test
  void isIdempotentOnEveryCharacter() {
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      if (Character.isDefined(c)) {
        String text = "a" + Character.toString(c) + "a";
        String once = NameNormalizer.normalize(text);
        if (!NameNormalizer.normalize(once).equals(once)) {
          throw new AssertionError(String.format(Locale.ROOT, "U+%04X: %s", c, once));
        }
      }
    }
  }

  @Test
  void isIdempotentOnRealNames() {
    assumeTrue(DevelopmentEntities.present("WikiDiverse"));
    for (Entity entity : DevelopmentEntities.entities("WikiDiverse")) {
      assertIdempotent(entity.label());
      entity.aliases().forEach(NameNormalizerTest::assertIdempotent);
    }
  }

  private static void assertIdempotent(String name) {
    String normalized = NameNormalizer.normalize(name);
    String folded = NameNormalizer.fold(name);
    boolean stable =
        NameNormalizer.normalize(normalized).equals(normalized)
            && NameNormalizer.normalize(folded).equals(folded)
            && NameNormalizer.fold(folded).equals(folded)
            && NameNormalizer.fold(normalized).equals(folded)
            && NameNormalizer.isFolded(folded);
    if (!stable) {
      throw new AssertionError(
          name.codePoints().mapToObj(Integer::toHexString).toList() + " " + normalized);
    }
  }

  private static String randomText(Random random) {
    int[] ranges = {
      0x20, 0x80, 0xC0, 0x180, 0x300, 0x370, 0x400, 0x5D0, 0x900, 0xE00, 0x1100, 0x1E00, 0x2000,
      0x3040, 0xAC00, 0xD7B0, 0xF900, 0xFB00, 0xFF00, 0x1D400, 0x1F300
    };
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(8); i >= 0; i--) {
      text.appendCodePoint(ranges[random.nextInt(ranges.length)] + random.nextInt(0x80));
    }
    return text.toString();
  }
}
