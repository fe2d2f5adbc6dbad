package org.melange.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.melange.corpus.Rejection.Reason;

class PostAssemblerTest {

  @Test
  void leavesAbsentMentionsToBeFound() {
    Post post = Outcomes.accepted(PostAssembler.assemble(raw("p", "t", null))).post();
    assertThat(post.mentions()).isEmpty();
  }

  @Test
  void passesOverAbsentElementsButCountsThem() {
    List<RawMention> mentions = Arrays.asList(null, new RawMention(null, "Rome", null, null));
    assertThat(Outcomes.mentions(PostAssembler.assemble(raw("p", "Rome", mentions))))
        .containsExactly(new Mention("1", "Rome", Optional.empty()));
  }

  @Test
  void asksForTheRecordOnlyToRejectThePost() {
    RawPost valid =
        new RawPost(
            "p",
            "t",
            List.of(new RawMention("m", "", null, null)),
            List.of(),
            false,
            "{}",
            () -> {
              throw new AssertionError("records are costly to make");
            });
    assertThat(Outcomes.reasons(PostAssembler.assemble(valid)))
        .containsExactly(Reason.MISSING_FIELD);
    assertThat(Outcomes.rejected(PostAssembler.assemble(raw(null, "t", null))).record())
        .isEqualTo("as read");
  }

  @Test
  void aRejectedMentionLeavesItsIdentifierToTheNext() {
    List<RawMention> mentions =
        List.of(new RawMention("m", "", null, null), new RawMention("m", "Rome", null, null));
    ParsedPost parsed = PostAssembler.assemble(raw("p", "Rome", mentions));
    assertThat(Outcomes.mentions(parsed)).hasSize(1);
    assertThat(Outcomes.reasons(parsed)).containsExactly(Reason.MISSING_FIELD);
  }

  @Test
  void explainsASpanThatCoversOtherText() {
    List<RawMention> mentions = List.of(new RawMention("m", "Rome", 0, 4));
    ParsedPost parsed = PostAssembler.assemble(raw("p", "In Rome", mentions));
    assertThat(Outcomes.accepted(parsed).rejections().get(0).message())
        .contains("\"In R\"", "\"Rome\"", "code points");
  }

  @Test
  void losesNoMention() {
    Random random = new Random(43);
    for (int round = 0; round < 5_000; round++) {
      List<RawMention> mentions = new ArrayList<>();
      for (int i = random.nextInt(5); i > 0; i--) {
        mentions.add(mention(random));
      }
      ParsedPost parsed = PostAssembler.assemble(raw("p", "a🌍\uD800b", mentions));
      int kept = Outcomes.mentions(parsed).size();
      assertThat(kept + Outcomes.reasons(parsed).size()).isEqualTo(mentions.size());
      assertThat(Outcomes.mentions(parsed)).allSatisfy(PostAssemblerTest::fitsItsSpan);
    }
  }

  private static void fitsItsSpan(Mention mention) {
    mention.span().ifPresent(span -> assertThat(span.of("a🌍\uFFFDb")).isEqualTo(mention.text()));
  }

  private static RawMention mention(Random random) {
    String text = random.nextBoolean() ? null : List.of("", "a", "🌍").get(random.nextInt(3));
    Integer start = random.nextInt(4) == 0 ? null : random.nextInt(7) - 1;
    Integer end = random.nextInt(4) == 0 ? null : random.nextInt(7) - 1;
    return new RawMention(random.nextBoolean() ? null : "" + random.nextInt(3), text, start, end);
  }

  private static RawPost raw(String postId, String text, List<RawMention> mentions) {
    return new RawPost(postId, text, mentions, List.of(), false, "{}", () -> "as read");
  }
}
