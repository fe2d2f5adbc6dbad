package org.melange.kb.name;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules for single scripts: CJK names, Korean particles, diacritics. */
class NameScriptsTest {

  @ParameterizedTest
  @CsvSource({
    "東京, true",
    "佐々木, true", // with an iteration mark
    "서울, true",
    "パリ, true",
    "ラーメン, true", // with a prolonged sound mark
    "さくら, false", // Hiragana
    "กรุงเทพ, false",
    "Tokyo, false",
    "東京 1, false",
    "ー, true",
  })
  void cjkNamesHaveOnlyCharactersOfTheirScripts(String name, boolean cjk) {
    assertThat(CjkNames.isOne(name)).isEqualTo(cjk);
  }

  @ParameterizedTest
  @CsvSource({
    "パリティ, 0, 2, true",
    "スーパリ, 2, 4, true",
    "パリへ, 0, 2, false",
    "パリ, 0, 2, false",
    "パリティ, 0, 3, false", // three characters are long enough
    "東京都, 0, 2, false",
    "あパリ, 1, 3, false",
    "パリー, 0, 2, true", // a prolonged sound mark continues the word
  })
  void aShortPieceOfKatakanaIsNoName(String text, int from, int to, boolean piece) {
    assertThat(CjkNames.isPieceOfKatakana(text, from, to)).isEqualTo(piece);
  }

  @ParameterizedTest
  @CsvSource({
    "서울에서, 2, true",
    "서울에서는, 2, true",
    "서울에서 왔다, 2, true",
    "서울시, 2, false",
    "서울, 2, false",
    "서울에서시, 2, false",
    "A에서, 1, false", // not after Latin
    "서울은는이가을를의, 2, false", // too many syllables
    "서울은는이가을를, 2, true",
    "서울에서x, 2, false",
    "에서, 0, false",
  })
  void particlesFollowAKoreanName(String text, int end, boolean follow) {
    assertThat(KoreanParticles.follow(text, end)).isEqualTo(follow);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "são, sao",
        "ἀθήνα, αθηνα",
        "ё, е",
        "й, й", // a letter of its own
        "ў, ў",
        "łøđðþıæœħŧŋ, loddthiaeoehtn",
        "o'neill, oneill",
        "u.s., us",
        "jean-paul, jean paul",
        "a_b, a b",
        "\"x\", ` x `",
        "が, が", // kana voicing stays
        "שָׁ, שָׁ", // so do Hebrew points
        "c++, c++", // a sign is not punctuation
        "10€, 10€",
      })
  void foldingRemovesDiacriticsAndPunctuation(String normalized, String folded) {
    assertThat(DiacriticFolding.fold(normalized))
        .isEqualTo(java.text.Normalizer.normalize(folded, java.text.Normalizer.Form.NFC));
  }

  @ParameterizedTest
  @ValueSource(ints = {'a', '9', '.', 0x5317, 0xE9, 0x1F30D, '\'', '"', '-', ' ', '+'})
  void otherCharactersAreNotUnified(int codePoint) {
    assertThat(Punctuation.unify(codePoint)).isEqualTo(codePoint);
  }

  @Test
  void invisibleCharactersAreDropped() {
    for (int codePoint : new int[] {0x200B, 0x200D, 0xFEFF, 0xAD, 0, 0x7F, 0xD800, 0x202E}) {
      assertThat(Punctuation.unify(codePoint)).isEqualTo(Punctuation.DROPPED);
    }
  }

  /** Otherwise a stop word would never equal a name. */
  @Test
  void stopWordsAreNormalised() {
    assertThat(StopWords.COMMON).isNotEmpty().allMatch(w -> NameNormalizer.normalize(w).equals(w));
    assertThat(StopWords.WITHOUT_INITIAL).allMatch(w -> NameNormalizer.fold(w).equals(w));
  }
}
