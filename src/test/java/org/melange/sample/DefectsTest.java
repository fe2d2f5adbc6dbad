package org.melange.sample;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.melange.corpus.JsonlPostParser;
import org.melange.corpus.Mention;
import org.melange.corpus.ParsedPost;
import org.melange.corpus.Rejection.Reason;
import org.melange.corpus.Span;
import org.melange.sample.PostPlan.PlannedMention;

/** What the parser makes of each defect. */
class DefectsTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final PostPlan PLAN =
      new PostPlan(
          "x1",
          "🥁 Georgia met Peru",
          List.of(
              new PlannedMention("Georgia", new Span(2, 9), true, Optional.of("Q230")),
              new PlannedMention("Peru", new Span(14, 18), true, Optional.of("Q419"))),
          true,
          Optional.empty(),
          SamplePart.TEST);

  private final JsonlPostParser parser = new JsonlPostParser();

  @ParameterizedTest
  @CsvSource({
    "MALFORMED_JSON, MALFORMED",
    "MISSING_POST_ID, MISSING_ID",
    "TEXT_WRONG_TYPE, WRONG_TYPE",
  })
  void aBrokenPostIsRejected(Defect defect, Reason reason) {
    Reason found =
        parse(defect)
            .fold(
                accepted -> {
                  throw new AssertionError("accepted: " + accepted.post());
                },
                deleted -> {
                  throw new AssertionError("deleted: " + deleted.postId());
                },
                rejected -> rejected.rejection().reason());
    assertThat(found).isEqualTo(reason);
    assertThat(defect.effect()).isEqualTo(Defect.Effect.POST_REFUSED);
  }

  @ParameterizedTest
  @CsvSource({"SPAN_OUTSIDE_TEXT, SPAN_OUTSIDE_TEXT", "SPAN_MISMATCH, SPAN_MISMATCH"})
  void aBrokenMentionIsRejectedAlone(Defect defect, Reason reason) {
    ParsedPost.Accepted accepted = accepted(defect);
    assertThat(accepted.post().mentions().orElseThrow())
        .extracting(Mention::text)
        .containsExactly("Georgia");
    assertThat(accepted.rejections()).hasSize(1);
    assertThat(accepted.rejections().get(0).reason()).isEqualTo(reason);
  }

  @ParameterizedTest
  @EnumSource(
      value = Defect.class,
      names = {"IMAGE_.*", "DATA_URI_BROKEN", "DUPLICATE_POST_ID"},
      mode = EnumSource.Mode.MATCH_ANY)
  void otherDefectsDoNotChangeTheLine(Defect defect) {
    assertThat(Defects.plant(defect, post())).isEqualTo(post().toString());
    assertThat(accepted(defect).rejections()).isEmpty();
  }

  /** The second mention ends the text, so that its span can only move to the left. */
  @Test
  void aShiftedSpanStaysInTheText() throws IOException {
    JsonNode line = JSON.readTree(Defects.plant(Defect.SPAN_MISMATCH, post()));
    assertThat(line.at("/mentions/1/start").asInt()).isEqualTo(13);
    assertThat(line.at("/mentions/1/end").asInt()).isEqualTo(17);
    ObjectNode longer = post();
    longer.put("text", PLAN.text() + "!");
    line = JSON.readTree(Defects.plant(Defect.SPAN_MISMATCH, longer));
    assertThat(line.at("/mentions/1/start").asInt()).isEqualTo(15);
    assertThat(line.at("/mentions/1/end").asInt()).isEqualTo(19);
  }

  @ParameterizedTest
  @EnumSource(Defect.class)
  void codesAreLowerCase(Defect defect) {
    assertThat(defect.code()).matches("[a-z_]+").isEqualToIgnoringCase(defect.name());
  }

  private ParsedPost parse(Defect defect) {
    return parser.parse(Defects.plant(defect, post()));
  }

  private ParsedPost.Accepted accepted(Defect defect) {
    return parse(defect)
        .fold(
            accepted -> accepted,
            deleted -> {
              throw new AssertionError("deleted: " + deleted.postId());
            },
            rejected -> {
              throw new AssertionError("rejected: " + rejected.rejection());
            });
  }

  private static ObjectNode post() {
    return PostJson.post(PLAN, Optional.of("a.jpg"));
  }
}
