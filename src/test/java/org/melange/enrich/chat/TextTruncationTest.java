package org.melange.enrich.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.melange.corpus.Span;

class TextTruncationTest {

  private static final String PAIR = "\uD83D\uDE00";

  @ParameterizedTest
  @CsvSource({"abcdef, 3, abc", "abc, 3, abc", "abc, 0, ''", "'', 5, ''", "abc, 9, abc"})
  void theHeadHasAtMostSoManyCharacters(String text, int size, String head) {
    assertThat(TextTruncation.head(text, size)).isEqualTo(head);
  }

  @Test
  void aSurrogatePairIsNotSplit() {
    assertThat(TextTruncation.head(PAIR + PAIR + "a", 1)).isEqualTo(PAIR);
  }

  @ParameterizedTest
  @CsvSource({
    "0123456789, 4, 5, 4, 2345",
    "0123456789, 0, 1, 4, 0123",
    "0123456789, 9, 10, 4, 6789",
    "0123456789, 2, 3, 10, 0123456789",
    "0123456789, 2, 3, 99, 0123456789"
  })
  void theMentionIsInTheMiddleAsFarAsPossible(
      String text, int start, int end, int size, String expected) {
    assertThat(TextTruncation.around(text, "x", Optional.of(new Span(start, end)), size))
        .isEqualTo(expected);
  }

  @Test
  void withoutASpanTheFirstOccurrenceCounts() {
    String text = "aaaaaaaaaa Georgia bbbbbbbbbb Georgia";
    assertThat(TextTruncation.around(text, "Georgia", Optional.empty(), 11))
        .isEqualTo("a Georgia b".substring(0, 11));
    assertThat(TextTruncation.around(text, "absent", Optional.empty(), 5)).isEqualTo("aaaaa");
  }

  /** Random texts with characters outside the basic plane. */
  @Test
  void theResultIsAPartOfTheTextWithTheMention() {
    Random random = new Random(9);
    for (int round = 0; round < 2_000; round++) {
      StringBuilder text = new StringBuilder();
      int length = 1 + random.nextInt(60);
      for (int i = 0; i < length; i++) {
        text.append(random.nextInt(4) == 0 ? PAIR : Character.toString('a' + random.nextInt(26)));
      }
      int start = random.nextInt(length);
      int end = Math.min(length, start + 1 + random.nextInt(3));
      int size = end - start + 2 + random.nextInt(20);
      String part =
          TextTruncation.around(text.toString(), "x", Optional.of(new Span(start, end)), size);
      int from = text.offsetByCodePoints(0, start);
      String mention = text.substring(from, text.offsetByCodePoints(from, end - start));
      assertThat(text.toString()).contains(part);
      assertThat(part).contains(mention);
      assertThat(part.codePointCount(0, part.length())).isEqualTo(Math.min(size, length));
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "-1, 0", "5, -1"})
  void aRequestHasSensibleSizes(int output, int input) {
    assertThatThrownBy(() -> new ChatRequest("", "", "", output, input))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
