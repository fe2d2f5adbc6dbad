package org.melange.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.melange.corpus.Rejection.Reason;

class JsonlPostParserTest {

  private final JsonlPostParser parser = new JsonlPostParser(10_000);

  @Test
  void readsEveryField() {
    ParsedPost parsed =
        parser.parse(
            """
            {"post_id": "p1", "lang": "en", "text": "Hill in Paris", "likes": 1.50,
             "mentions": [{"mention_id": "m", "text": "Hill", "start": 0, "end": 4}],
             "images": ["a.jpg", {"uri": "s3a://b/c.png"}]}
            """);
    Post post = Outcomes.accepted(parsed).post();
    assertThat(post.postId()).isEqualTo("p1");
    assertThat(post.text()).isEqualTo("Hill in Paris");
    assertThat(post.mentions())
        .contains(List.of(new Mention("m", "Hill", Optional.of(new Span(0, 4)))));
    assertThat(post.images())
        .containsExactly(new ImageRef.Uri("a.jpg"), new ImageRef.Uri("s3a://b/c.png"));
    assertThat(post.extra()).isEqualTo("{\"lang\":\"en\",\"likes\":1.50}");
    assertThat(Outcomes.reasons(parsed)).isEmpty();
  }

  @Test
  void needsNoMoreThanIdentifierAndText() {
    Post post = Outcomes.accepted(parser.parse("{\"post_id\":7,\"text\":\"\"}")).post();
    assertThat(post).isEqualTo(new Post("7", "", Optional.empty(), List.of(), "{}"));
  }

  @Test
  void takesNullForAbsent() {
    ParsedPost parsed =
        parser.parse(
            "{\"post_id\":\"p\",\"text\":\"Rome\",\"mentions\":null,\"images\":[null,\"\"],\"x\":null}");
    Post post = Outcomes.accepted(parsed).post();
    assertThat(post.mentions()).isEmpty();
    assertThat(post.images()).isEmpty();
    assertThat(post.extra()).isEqualTo("{\"x\":null}");
  }

  @Test
  void tellsNoMentionsFromMentionsToFind() {
    assertThat(Outcomes.mentions(parser.parse(post("Rome", "")))).isEmpty();
  }

  @Test
  void numbersMentionsByPositionAndCutsTheirText() {
    assertThat(
            Outcomes.mentions(
                parser.parse(post("🌍 Rome Oslo", "{\"start\":2,\"end\":6},{\"text\":\"Oslo\"}"))))
        .containsExactly(
            new Mention("0", "Rome", Optional.of(new Span(2, 6))),
            new Mention("1", "Oslo", Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | MALFORMED",
        "nonsense | MALFORMED",
        "{\"post_id\":\"p\",\"text\":\"t\" | MALFORMED",
        "{\"post_id\":\"p\",\"text\":\"t\"} {} | MALFORMED",
        "{\"post_id\":\"p\",\"post_id\":\"q\",\"text\":\"t\"} | MALFORMED",
        "[] | WRONG_TYPE",
        "null | WRONG_TYPE",
        "{\"text\":\"t\"} | MISSING_ID",
        "{\"post_id\":\" \",\"text\":\"t\"} | MISSING_ID",
        "{\"post_id\":1.5,\"text\":\"t\"} | WRONG_TYPE",
        "{\"post_id\":{},\"text\":\"t\"} | WRONG_TYPE",
        "{\"post_id\":\"p\"} | MISSING_FIELD",
        "{\"post_id\":\"p\",\"text\":3} | WRONG_TYPE",
        "{\"post_id\":\"p\",\"text\":\"t\",\"mentions\":{}} | WRONG_TYPE",
        "{\"post_id\":\"p\",\"text\":\"t\",\"images\":1} | WRONG_TYPE",
      })
  void rejectsBrokenPosts(String line, Reason reason) {
    Rejection rejection = Outcomes.rejected(parser.parse(line));
    assertThat(rejection.stage()).isEqualTo(Rejection.Stage.POST);
    assertThat(rejection.reason()).isEqualTo(reason);
    assertThat(rejection.record()).isEqualTo(line);
    assertThat(rejection.message()).isNotBlank();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "3 | WRONG_TYPE",
        "null | WRONG_TYPE",
        "{\"text\":3} | WRONG_TYPE",
        "{\"text\":\"Rome\",\"start\":\"0\",\"end\":4} | WRONG_TYPE",
        "{\"text\":\"Rome\",\"start\":0.5,\"end\":4} | WRONG_TYPE",
        "{} | MISSING_FIELD",
        "{\"text\":\" \"} | MISSING_FIELD",
        "{\"text\":\"Rome\",\"start\":0} | MISSING_FIELD",
        "{\"text\":\"Rome\",\"mention_id\":\"\"} | MISSING_ID",
        "{\"text\":\"Rome\",\"start\":-1,\"end\":4} | SPAN_OUTSIDE_TEXT",
        "{\"text\":\"Rome\",\"start\":4,\"end\":4} | SPAN_OUTSIDE_TEXT",
        "{\"text\":\"Rome\",\"start\":0,\"end\":5} | SPAN_OUTSIDE_TEXT",
        "{\"text\":\"Rome\",\"start\":0.0,\"end\":5.0} | SPAN_OUTSIDE_TEXT",
        "{\"text\":\"Rome\",\"start\":0,\"end\":4294967300} | SPAN_OUTSIDE_TEXT",
        "{\"text\":\"Rome\",\"start\":0,\"end\":99999999999999999999} | SPAN_OUTSIDE_TEXT",
        "{\"text\":\"Oslo\",\"start\":0,\"end\":4} | SPAN_MISMATCH",
      })
  void rejectsBrokenMentionsAlone(String mention, Reason reason) {
    ParsedPost parsed = parser.parse(post("Rome", mention + ",{\"text\":\"Rome\"}"));
    assertThat(Outcomes.mentions(parsed)).extracting(Mention::mentionId).containsExactly("1");
    Rejection rejection = Outcomes.accepted(parsed).rejections().get(0);
    assertThat(rejection.stage()).isEqualTo(Rejection.Stage.MENTION);
    assertThat(rejection.reason()).isEqualTo(reason);
    assertThat(rejection.record()).contains("\"post_id\":\"p\"");
  }

  @Test
  void keepsTheFirstOfMentionsWithOneIdentifier() {
    ParsedPost parsed =
        parser.parse(
            post("Rome Oslo", "{\"mention_id\":\"1\",\"text\":\"Rome\"},{\"text\":\"Oslo\"}"));
    assertThat(Outcomes.mentions(parsed)).extracting(Mention::text).containsExactly("Rome");
    assertThat(Outcomes.reasons(parsed)).containsExactly(Reason.DUPLICATE_ID);
  }

  @Test
  void recordsTheRejectedMention() {
    ParsedPost parsed = parser.parse(post("Rome", "{\"mention_id\":\"m7\",\"text\":\"\"}"));
    assertThat(Outcomes.accepted(parsed).rejections().get(0).record())
        .contains("\"mention_id\":\"m7\"");
  }

  @Test
  void takesWholeNumbersWithAPoint() {
    String line = "{\"post_id\":17.0,\"text\":\"Rome\",\"mentions\":[{\"start\":0.0,\"end\":4.0}]}";
    Post post = Outcomes.accepted(parser.parse(line)).post();
    assertThat(post.postId()).isEqualTo("17");
    assertThat(post.mentions())
        .contains(List.of(new Mention("0", "Rome", Optional.of(new Span(0, 4)))));
  }

  @Test
  void saysHowLongALineIsThatIsNotHeld() {
    Rejection rejection = Outcomes.rejected(parser.tooLarge("{\"post_id\"", 700_000_000));
    assertThat(rejection.reason()).isEqualTo(Reason.TOO_LARGE);
    assertThat(rejection.message()).isEqualTo("700000000 bytes, the limit is 10000 chars");
    assertThat(rejection.record()).isEqualTo("{\"post_id\"");
  }

  @Test
  void rejectsLinesBeyondTheLimit() {
    JsonlPostParser small = new JsonlPostParser(20);
    String line = "{\"post_id\":\"p\",\"text\":\"t\"}";
    assertThat(Outcomes.rejected(small.parse(line)).reason()).isEqualTo(Reason.TOO_LARGE);
    assertThatThrownBy(() -> new JsonlPostParser(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void rejectsNestingBeyondReason() {
    String deep = "[".repeat(2_000) + "]".repeat(2_000);
    String line = "{\"post_id\":\"p\",\"text\":\"t\",\"x\":" + deep + "}";
    assertThat(Outcomes.rejected(parser.parse(line)).reason()).isEqualTo(Reason.TOO_LARGE);
  }

  @Test
  void replacesLoneSurrogatesWithoutMovingSpans() {
    ParsedPost parsed =
        parser.parse(post("\\ud800 Rome\\u0000", "{\"text\":\"Rome\",\"start\":2,\"end\":6}"));
    assertThat(Outcomes.accepted(parsed).post().text()).isEqualTo("\uFFFD Rome\0");
    assertThat(Outcomes.mentions(parsed)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e400", "123456789012345678901234567890", "0.10"})
  void keepsTheDigitsOfNumbersCarriedAlong(String number) {
    String line = "{\"post_id\":\"p\",\"text\":\"t\",\"n\":" + number + "}";
    String extra = Outcomes.accepted(parser.parse(line)).post().extra();
    assertThat(extra).matches("\\{\"n\":[0-9.E+]+}");
    assertThat(parser.parse(line.replace(number, extra.substring(5, extra.length() - 1))))
        .isEqualTo(parser.parse(line));
  }

  @Test
  void skipsAByteOrderMark() {
    assertThat(parser.parse("\uFEFF" + post("Rome", ""))).isInstanceOf(ParsedPost.Accepted.class);
  }

  private static String post(String text, String mentions) {
    return "{\"post_id\":\"p\",\"text\":\"" + text + "\",\"mentions\":[" + mentions + "]}";
  }

  @Test
  void aDeletionNeedsOnlyItsIdentifier() {
    ParsedPost.Deleted deleted =
        Outcomes.deleted(
            new JsonlPostParser().parse("{\"post_id\": 7, \"deleted\": true, \"at\": 5}"));
    assertThat(deleted.postId()).isEqualTo("7");
    assertThat(deleted.extra()).contains("\"at\":5");
    assertThat(
            Outcomes.deleted(
                    new JsonlPostParser()
                        .parse("{\"post_id\": \"p\", \"text\": 3, \"deleted\": true}"))
                .postId())
        .isEqualTo("p");
  }

  @Test
  void aPostThatIsNotDeletedIsAPost() {
    for (String value : List.of("false", "null")) {
      String line = "{\"post_id\": \"p\", \"text\": \"t\", \"deleted\": " + value + "}";
      assertThat(Outcomes.accepted(new JsonlPostParser().parse(line)).post().postId())
          .isEqualTo("p");
    }
  }

  @Test
  void whetherAPostIsDeletedIsNotGuessed() {
    for (String value : List.of("\"true\"", "1", "{}")) {
      String line = "{\"post_id\": \"p\", \"text\": \"t\", \"deleted\": " + value + "}";
      Rejection rejection = Outcomes.rejected(new JsonlPostParser().parse(line));
      assertThat(rejection.reason()).isEqualTo(Rejection.Reason.WRONG_TYPE);
      assertThat(rejection.message()).contains("deleted must be true or false");
    }
    assertThat(Outcomes.rejected(new JsonlPostParser().parse("{\"deleted\": true}")).reason())
        .isEqualTo(Rejection.Reason.MISSING_ID);
  }

  @Test
  void aRejectedPostKeepsItsIdentifier() {
    ParsedPost parsed = new JsonlPostParser().parse("{\"post_id\": \"p\", \"text\": 3}");
    assertThat(parsed).isInstanceOf(ParsedPost.Rejected.class);
    assertThat(((ParsedPost.Rejected) parsed).postId()).contains("p");
    assertThat(((ParsedPost.Rejected) new JsonlPostParser().parse("{")).postId()).isEmpty();
  }
}
