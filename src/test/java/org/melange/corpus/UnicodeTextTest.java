package org.melange.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UnicodeTextTest {

  @Test
  void keepValidText() {
    String text = "Rome 🌍 \0";
    assertThat(UnicodeText.of(text)).isSameAs(text);
  }

  @Test
  void replaceEachLoneSurrogate() {
    assertThat(UnicodeText.of("a\uD83Cb\uDF0D🌍\uD83C")).isEqualTo("a\uFFFDb\uFFFD🌍\uFFFD");
  }

  @Test
  void surviveUtf8AndKeepTheCountOfCodePoints() {
    Random random = new Random(43);
    for (int round = 0; round < 10_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(8); i > 0; i--) {
        text.append((char) (0xD7F0 + random.nextInt(0x820)));
      }
      String clean = UnicodeText.of(text.toString());
      byte[] bytes = clean.getBytes(StandardCharsets.UTF_8);
      assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo(clean);
      assertThat(clean.codePoints().count()).isEqualTo(text.codePoints().count());
    }
  }
}
