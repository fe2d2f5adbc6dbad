package org.melange.kb.name;

import com.ibm.icu.lang.UScript;
import java.util.Set;
import org.melange.corpus.WordBoundaries;

/**
 * Recognises the particles that Korean appends to a name without a space, as in {@code 서울에서} ("in
 * Seoul"). Other suffixes make a different name: {@code 서울시} is the city as an administration.
 */
final class KoreanParticles {

  /** The maximum number of syllables of particles after one name. */
  private static final int MOST_SYLLABLES = 6;

  private static final int LONGEST = 4;

  private static final char FIRST_JAMO = 0x1100;

  private static final Set<String> PARTICLES =
      Set.of(
          // topic, subject, object, possessive, and their contractions
          "은",
          "는",
          "이",
          "가",
          "을",
          "를",
          "의",
          "께서", //
          // place, direction, source, instrument
          "에",
          "엔",
          "에서",
          "에선",
          "에게",
          "에게서",
          "께",
          "한테",
          "한테서",
          "로",
          "으로",
          "로서",
          "으로서",
          "로써",
          "으로써",
          "부터",
          "까지", //
          // and, also, only, than, like
          "와",
          "과",
          "하고",
          "랑",
          "이랑",
          "도",
          "만",
          "마저",
          "조차",
          "밖에",
          "처럼",
          "보다",
          "같이",
          "마다",
          "대로",
          "만큼",
          "나",
          "이나",
          "라도",
          "이라도",
          "며",
          "이며", //
          // quotation and copula
          "라고",
          "이라고",
          "라는",
          "이라는",
          "란",
          "이란",
          "이다",
          "입니다",
          "이에요",
          "예요",
          "이었다",
          "였다",
          "이고",
          "이지만",
          "인데");

  private KoreanParticles() {}

  /** Whether there may be any in a text. */
  static boolean mayBeIn(NormalizedText text) {
    char[] chars = text.array();
    int all = 0;
    for (int i = 0; i < text.length(); i++) {
      all |= chars[i] / FIRST_JAMO; // no branch
    }
    return all != 0;
  }

  /**
   * Whether a name that ends before the char {@code from} is followed by particles and then by the
   * end of the word.
   */
  static boolean follow(CharSequence text, int from) {
    if (from == 0 || !isHangul(text.charAt(from - 1))) {
      return false;
    }
    int end = from;
    while (end < text.length() && isHangul(text.charAt(end))) {
      end++;
      if (end - from > MOST_SYLLABLES) {
        return false;
      }
    }
    return end > from
        && WordBoundaries.at(text, end)
        && areParticles(text.subSequence(from, end).toString());
  }

  private static boolean areParticles(String syllables) {
    for (int length = 1; length <= Math.min(LONGEST, syllables.length()); length++) {
      boolean last = length == syllables.length();
      if (PARTICLES.contains(syllables.substring(0, length))
          && (last || areParticles(syllables.substring(length)))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isHangul(char c) {
    return c >= FIRST_JAMO && UScript.getScript(c) == UScript.HANGUL;
  }
}
