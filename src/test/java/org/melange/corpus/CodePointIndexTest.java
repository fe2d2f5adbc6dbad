package org.melange.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodePointIndexTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "plain", "🌍", "a🌍b\uD83E", "\uDD8A lone"})
  void agreesWithTheText(String part) {
    Random random = new Random(43);
    for (int copies = 0; copies < 200; copies += 1 + random.nextInt(20)) {
      assertAgrees(part.repeat(copies));
    }
  }

  private static void assertAgrees(String text) {
    CodePointIndex index = new CodePointIndex(text);
    assertThat(index.text()).isEqualTo(text);
    assertThat(index.length()).isEqualTo(text.codePointCount(0, text.length()));
    for (int i = 0; i <= index.length(); i++) {
      int offset = text.offsetByCodePoints(0, i);
      assertThat(index.charOffset(i)).isEqualTo(offset);
      assertThat(index.codePoint(offset)).isEqualTo(i);
    }
    assertThat(index.substring(index.length() / 3, index.length()))
        .isEqualTo(text.substring(index.charOffset(index.length() / 3)));
  }

  @Test
  void rejectsOffsetsOutsideTheText() {
    CodePointIndex index = new CodePointIndex("🌍");
    assertThatThrownBy(() -> index.charOffset(2)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> index.charOffset(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> index.codePoint(3)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> index.codePoint(-1)).isInstanceOf(IndexOutOfBoundsException.class);
  }
}
