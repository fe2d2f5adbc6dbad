package org.melange.clip.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The ids of a text do not depend on how much of it was tokenized to get them. */
class TokenizedPrefixTest {

  private static final List<String> PIECES =
      List.of(
          " ",
          " ",
          "\n",
          "\u3000",
          "\u00A0",
          "     ",
          "a",
          "georgia",
          "New York",
          "'s",
          "'",
          "re",
          "!!!",
          ".",
          "12",
          "\u0301",
          "e\u0301",
          "Σ",
          "İ",
          "İ.",
          "東京",
          "서울에서",
          "กรุงเทพ",
          "🌍",
          "\uD83E",
          "<|endoftext|>",
          "<|",
          "[SEP]",
          "שּׁ");

  private static ClipTokenizer tokenizer;

  @BeforeAll
  static void load() {
    tokenizer =
        ClipTokenizer.load(
            Path.of(System.getProperty("basedir", "."), "conf/models/demo/clip/tokenizer.json"),
            12);
  }

  @AfterAll
  static void close() {
    tokenizer.close();
  }

  @Test
  void areThoseOfTheCompleteText() {
    Random random = new Random(43);
    for (int round = 0; round < 3_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(60); i > 0; i--) {
        text.append(PIECES.get(random.nextInt(PIECES.size())));
      }
      assertSame(text.toString(), 1 + random.nextInt(30));
    }
  }

  @Test
  void areThoseOfTheCompleteTextIfItIsSpaceOrOneWord() {
    for (String text : List.of("", " ", " ".repeat(5_000) + "end", "x".repeat(5_000))) {
      assertSame(text, 1);
      assertSame(text, 50);
    }
  }

  private static void assertSame(String text, int chars) {
    ClipTokenizer.Encoded whole = tokenizer.encode(text, Integer.MAX_VALUE);
    ClipTokenizer.Encoded prefix = tokenizer.encode(text, chars);
    assertThat(prefix.ids()).as(text).isEqualTo(whole.ids());
    assertThat(prefix.length()).isEqualTo(whole.length());
    assertThat(tokenizer.encode(text).ids()).isEqualTo(whole.ids());
  }
}
