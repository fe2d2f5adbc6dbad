package org.melange.kb.name;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class NormalizedTextTest {

  @Test
  void knowsWhereEachCharCameFrom() {
    String original = "A ﬁ\t \u200BSTRAẞE 🌍";
    NormalizedText text = NormalizedText.of(original);
    assertThat(text.toString()).isEqualTo("a fi strasse 🌍");
    assertThat(written(text, original, 2, 4)).isEqualTo("ﬁ");
    assertThat(written(text, original, 4, 5)).isEqualTo("\t ");
    assertThat(written(text, original, 5, 12)).isEqualTo("STRAẞE");
    assertThat(written(text, original, 13, 15)).isEqualTo("🌍");
  }

  @Test
  void tellsWhereACharacterIsCutInTwo() {
    NormalizedText text = NormalizedText.of("ﬁx");
    assertThat(text.startsCluster(0)).isTrue();
    assertThat(text.startsCluster(1)).isFalse();
    assertThat(text.startsCluster(2)).isTrue();
    assertThat(text.startsCluster(3)).isTrue();
  }

  @Test
  void isTheSameWithAndWithoutOffsets() {
    Random random = new Random(43);
    for (int round = 0; round < 5_000; round++) {
      StringBuilder original = new StringBuilder();
      for (int i = random.nextInt(12); i > 0; i--) {
        original.append((char) random.nextInt(0x10000));
      }
      NormalizedText text = NormalizedText.of(original.toString());
      assertThat(text.toString())
          .isEqualTo(NormalizedText.withoutOffsets(original.toString()).toString());
      assertAscends(text, original.length());
    }
  }

  private static void assertAscends(NormalizedText text, int length) {
    for (int i = 0; i < text.length(); i++) {
      assertThat(text.start(i)).isLessThan(text.end(i));
      assertThat(text.end(i)).isLessThanOrEqualTo(length);
      assertThat(i == 0 || text.start(i - 1) <= text.start(i)).isTrue();
    }
  }

  private static String written(NormalizedText text, String original, int from, int to) {
    return original.substring(text.start(from), text.end(to - 1));
  }
}
