package org.melange.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MentionLimitTest {

  private static final List<Mention> MENTIONS =
      IntStream.range(0, 4)
          .mapToObj(i -> new Mention("m" + i, "name " + i, Optional.of(new Span(i, i + 1))))
          .toList();

  @ParameterizedTest
  @CsvSource({"1, 1, 3", "3, 3, 1", "4, 4, 0", "9, 4, 0"})
  void keepsTheFirstAndRejectsTheOthers(int max, int kept, int rejected) {
    MentionLimit limit = new MentionLimit(max);
    assertThat(limit.kept(MENTIONS)).isEqualTo(MENTIONS.subList(0, kept));
    assertThat(limit.rejected("p", MENTIONS)).hasSize(rejected);
  }

  @Test
  void aRejectionContainsTheMentionAndTheSetting() {
    List<Rejection> rejections = new MentionLimit(3).rejected("p7", MENTIONS).toList();
    assertThat(rejections)
        .containsExactly(
            new Rejection(
                Rejection.Stage.MENTION,
                Rejection.Reason.TOO_MANY_MENTIONS,
                "the post has 4 mentions, more than mentions.max-per-post=3",
                "{\"post_id\":\"p7\",\"mention_id\":\"m3\",\"text\":\"name 3\",\"start\":3,"
                    + "\"end\":4}"));
  }

  @Test
  void aMentionWithoutASpanHasNullsInItsRecord() {
    List<Mention> mentions = List.of(MENTIONS.get(0), new Mention("x", "y", Optional.empty()));
    assertThat(new MentionLimit(1).rejected("p", mentions))
        .extracting(Rejection::record)
        .containsExactly(
            "{\"post_id\":\"p\",\"mention_id\":\"x\",\"text\":\"y\",\"start\":null,\"end\":null}");
  }

  @Test
  void isPositive() {
    assertThatThrownBy(() -> new MentionLimit(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("positive: 0");
    assertThat(new MentionLimit(1).max()).isEqualTo(1);
  }
}
