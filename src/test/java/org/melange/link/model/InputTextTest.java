package org.melange.link.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.melange.clip.tokenizer.ClipTokenizer;

class InputTextTest {

  private static final int MAX = InputText.MAX_CHARS;

  @Test
  void theHeadOfAShortTextIsTheText() {
    for (String text : List.of("", "a  b", " ".repeat(MAX), "🌍".repeat(MAX / 2))) {
      assertThat(InputText.head(text)).isSameAs(text);
    }
  }

  @Test
  void theHeadOfALongTextIsBounded() {
    assertThat(InputText.head("x".repeat(MAX + 1))).isEqualTo("x".repeat(MAX));
    assertThat(InputText.head("a" + "🌍".repeat(MAX))).isEqualTo("a" + "🌍".repeat(MAX / 2 - 1));
    assertThat(InputText.head(" \n\t".repeat(MAX) + "end")).isEqualTo(" end");
    assertThat(InputText.head("a\u001Cb".repeat(MAX))).startsWith("a\u001Cba\u001C");
  }

  @Test
  void theModelSeesTheSameOfTheHead() {
    Path file = Path.of(System.getProperty("basedir", "."), "conf/models/demo/clip/tokenizer.json");
    try (ClipTokenizer tokenizer = ClipTokenizer.load(file, 77)) {
      List<String> texts =
          List.of(
              "Georgia, New\nYork's \u00A0 and O'Neill, ".repeat(5_000),
              " \u3000\n".repeat(20_000) + "東京へ行く。 ".repeat(2_000),
              "e\u0301".repeat(3) + " ".repeat(MAX) + "🌍!? ".repeat(5_000));
      for (String text : texts) {
        String whole = InputText.ofMention("Georgia", text, "a country", TextPreparation.PUBLISHED);
        String head =
            InputText.ofMention(
                "Georgia", InputText.head(text), "a country", TextPreparation.PUBLISHED);
        assertThat(tokenizer.encode(head).ids()).isEqualTo(tokenizer.encode(whole).ids());
      }
    }
  }
}
