package org.melange.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.melange.corpus.Outcomes.rejected;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.melange.corpus.Rejection.Reason;

/** Whatever bytes a parser reads, it gives an outcome, or says that the input is damaged. */
class HostileInputTest {

  private static final String LINE =
      "{\"post_id\": \"p1\", \"text\": \"Hill in \\ud83c\\udf0d Paris\", \"mentions\": [{\"text\":"
          + " \"Hill\", \"start\": 0, \"end\": 4}, {\"text\": \"Paris\"}], \"images\": [\"a.jpg\","
          + " {\"bytes\": \"aGk=\"}, {\"uri\": null}], \"lang\": [1, 2.5e3, null, true]}";

  private static final String ARRAY =
      "[{\"id\": \"1\", \"sentence\": \"Hill in Paris\", \"imgPath\": \"a.jpg\", \"mentions\":"
          + " \"Hill\", \"answer\": \"Q1\"}, {\"id\": \"2\", \"sentence\": \"b\", \"mentions\":"
          + " \"b\"}]";

  private final JsonlPostParser parser = new JsonlPostParser();

  @Test
  void everyTruncationOfALineIsMalformed() {
    for (int length = 1; length < LINE.length(); length++) {
      assertThat(rejected(parser.parse(LINE.substring(0, length))).reason())
          .as("%d chars", length)
          .isEqualTo(Reason.MALFORMED);
    }
    assertThat(Outcomes.mentions(parser.parse(LINE))).hasSize(2);
  }

  /** Of a truncated array, the complete elements are read; the rest is reported. */
  @Test
  void everyTruncationOfAnArrayIsReported() {
    byte[] bytes = ARRAY.getBytes(StandardCharsets.UTF_8);
    int second = ARRAY.indexOf(", {");
    for (int length = 0; length < bytes.length; length++) {
      int read = 0;
      boolean damaged = false;
      try {
        Iterator<ParsedPost> posts =
            MimicPostParser.parse(new ByteArrayInputStream(bytes, 0, length));
        while (posts.hasNext()) {
          posts.next();
          read++;
        }
      } catch (DamagedInputException expected) {
        damaged = true;
        assertThat(expected).hasMessageMatching("(?s).*(truncated|not a JSON array).*");
      }
      assertThat(damaged).as("%d bytes", length).isTrue();
      assertThat(read)
          .as("%d bytes", length)
          .isEqualTo(length < second ? 0 : length < bytes.length - 1 ? 1 : 2);
    }
  }

  /** One char of a valid line is replaced, removed or repeated. */
  @Test
  void aMutatedLineHasAnOutcome() {
    Random random = new Random(43);
    String signs = "\"{}[]:,\\0-e.x\u0000\uD800\u2028 ";
    int accepted = 0;
    for (int round = 0; round < 20_000; round++) {
      StringBuilder line = new StringBuilder(LINE);
      for (int i = random.nextInt(3); i >= 0; i--) {
        mutate(line, random, signs);
      }
      accepted +=
          parser.parse(line.toString()).fold(a -> valid(a), d -> false, r -> explained(r)) ? 1 : 0;
    }
    assertThat(accepted).isBetween(1_000, 15_000);
  }

  private static void mutate(StringBuilder line, Random random, String signs) {
    int at = random.nextInt(line.length());
    switch (random.nextInt(3)) {
      case 0 -> line.setCharAt(at, signs.charAt(random.nextInt(signs.length())));
      case 1 -> line.deleteCharAt(at);
      default -> line.insert(at, line.charAt(at));
    }
  }

  private static boolean valid(ParsedPost.Accepted accepted) {
    Post post = accepted.post();
    assertThat(post.postId()).isNotBlank();
    for (Mention mention : post.mentions().orElse(List.of())) {
      assertThat(mention.text()).isNotBlank();
      mention.span().ifPresent(span -> assertThat(span.of(post.text())).isEqualTo(mention.text()));
    }
    return true;
  }

  private static boolean explained(ParsedPost.Rejected rejected) {
    assertThat(rejected.rejection().message()).isNotBlank();
    assertThat(rejected.rejection().record()).hasSizeLessThanOrEqualTo(Rejection.MAX_RECORD + 1);
    return false;
  }

  @ParameterizedTest
  @ValueSource(ints = {1_001, 100_000})
  void deepNestingIsTooLarge(int depth) {
    String nested = "[".repeat(depth) + "]".repeat(depth);
    String line = "{\"post_id\": \"p\", \"text\": \"t\", \"x\": " + nested + "}";
    assertThat(rejected(parser.parse(line)).reason()).isEqualTo(Reason.TOO_LARGE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1e999999999",
        "-1e999999999",
        "9999999999999999999",
        "-1",
        "1.5",
        "1e-5",
        "\"0\"",
        "true",
        "[]",
        "{}"
      })
  void aBrokenSpanRejectsTheMentionOnly(String start) {
    String line =
        "{\"post_id\": \"p\", \"text\": \"Hill\", \"mentions\": [{\"text\": \"Hill\", \"start\": "
            + start
            + ", \"end\": 4}, {\"text\": \"Hill\", \"start\": 0, \"end\": 4}]}";
    ParsedPost parsed = parser.parse(line);
    assertThat(Outcomes.mentions(parsed)).extracting(Mention::mentionId).containsExactly("1");
    assertThat(Outcomes.reasons(parsed))
        .hasSize(1)
        .isSubsetOf(Reason.WRONG_TYPE, Reason.SPAN_OUTSIDE_TEXT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"99999999999", "-99999999999", "2147483648"})
  void anExponentThatIsNotAnIntIsMalformed(String exponent) {
    String line = "{\"post_id\": \"p\", \"text\": \"t\", \"x\": 1e" + exponent + "}";
    Rejection rejection = rejected(parser.parse(line));
    assertThat(rejection.reason()).isEqualTo(Reason.MALFORMED);
    assertThat(rejection.message()).isEqualTo("a number has an exponent that is out of range");
    byte[] array = ("[{\"id\": \"a\"},\n " + line + "]").getBytes(StandardCharsets.UTF_8);
    Iterator<ParsedPost> posts = MimicPostParser.parse(new ByteArrayInputStream(array));
    posts.next();
    assertThatThrownBy(posts::hasNext)
        .isInstanceOf(DamagedInputException.class)
        .hasMessageMatching(
            ".* a number has an exponent that is out of range \\(line 2, column \\d+\\),"
                + " after 1 complete elements");
  }

  /** The first would have a billion digits. */
  @Test
  void anIdentifierOfManyDigitsIsRejected() {
    String exponent = "{\"post_id\": 1e999999999, \"text\": \"t\"}";
    assertThat(rejected(parser.parse(exponent)).reason()).isEqualTo(Reason.WRONG_TYPE);
    String digits = "{\"post_id\": " + "9".repeat(900) + ", \"text\": \"t\"}";
    assertThat(Outcomes.accepted(parser.parse(digits)).post().postId()).hasSize(900);
  }

  @Test
  void duplicateKeysAreMalformed() {
    String line = "{\"post_id\": \"a\", \"text\": \"t\", \"post_id\": \"b\"}";
    assertThat(rejected(parser.parse(line)).reason()).isEqualTo(Reason.MALFORMED);
  }

  @Test
  void randomBytesAreNotAnArray() {
    Random random = new Random(43);
    for (int round = 0; round < 2_000; round++) {
      byte[] bytes = new byte[1 + random.nextInt(40)];
      random.nextBytes(bytes);
      bytes[0] = (byte) (round % 2 == 0 ? '[' : bytes[0]);
      assertEnds(new ByteArrayInputStream(bytes), bytes.length);
    }
  }

  private static void assertEnds(InputStream input, int most) {
    int read = 0;
    try {
      Iterator<ParsedPost> posts = MimicPostParser.parse(input);
      while (posts.hasNext()) {
        posts.next().fold(HostileInputTest::valid, deleted -> false, HostileInputTest::explained);
        read++;
      }
    } catch (DamagedInputException expected) {
      assertThat(expected).hasMessageNotContaining("StreamRead");
    }
    assertThat(read).isLessThanOrEqualTo(most);
  }
}
