package org.melange.kb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.melange.corpus.DamagedInputException;
import org.melange.corpus.Rejection;
import org.melange.corpus.Rejection.Reason;

/** Whatever an entity parser reads, it gives an outcome, or says that the input is damaged. */
class HostileEntitiesTest {

  private static final String LINE =
      "{\"qid\": \"Q313388\", \"label\": \"Jonah%20Hill\", \"description\": \"actor"
          + " \\ud83c\\udf0d\", \"aliases\": [\"J. Hill\", null, \"J. Hill\"], \"types\": [\"Q5\"],"
          + " \"popularity\": 61, \"images\": [\"a.jpg\"], \"redirects\": [\"Q9\"]}";

  private final JsonlEntityParser parser = new JsonlEntityParser();

  @Test
  void everyTruncationIsMalformed() {
    for (int length = 1; length < LINE.length(); length++) {
      Rejection rejection = rejection(LINE.substring(0, length));
      assertThat(rejection.reason()).as("%d chars", length).isEqualTo(Reason.MALFORMED);
      assertThat(rejection.stage()).isEqualTo(Rejection.Stage.ENTITY);
    }
  }

  @Test
  void aMutatedLineHasAnOutcome() {
    Random random = new Random(43);
    String signs = "\"{}[]:,\\0-eQ%\u0000\uD800 ";
    int accepted = 0;
    for (int round = 0; round < 20_000; round++) {
      StringBuilder line = new StringBuilder(LINE);
      line.setCharAt(random.nextInt(line.length()), signs.charAt(random.nextInt(signs.length())));
      if (random.nextBoolean()) {
        line.deleteCharAt(random.nextInt(line.length()));
      }
      accepted += parser.parse(line.toString()).fold(a -> valid(a.entity()), r -> 0);
    }
    assertThat(accepted).isBetween(1_000, 15_000);
  }

  private static int valid(Entity entity) {
    assertThat(Qids.isValid(entity.qid())).isTrue();
    assertThat(entity.label()).isNotBlank().isEqualTo(entity.label().strip());
    assertThat(entity.aliases()).doesNotContain(entity.label(), "").doesNotHaveDuplicates();
    assertThat(entity.types()).allMatch(Qids::isValid);
    assertThat(entity.redirects()).allMatch(Qids::isValid);
    assertThat(entity.popularity()).isNotNegative();
    assertThat(ContentHash.of(entity)).hasSize(64);
    return 1;
  }

  @ParameterizedTest
  @CsvSource({
    "1e999999999, 9223372036854775807",
    "-5, 0",
    "61.0, 61",
    "null, 0",
    "99999999999999999999, 9223372036854775807",
  })
  void popularityIsClamped(String written, long popularity) {
    String line = "{\"qid\": \"Q1\", \"label\": \"x\", \"popularity\": " + written + "}";
    long found =
        parser.parse(line).fold(accepted -> accepted.entity().popularity(), rejected -> -1L);
    assertThat(found).isEqualTo(popularity);
  }

  @ParameterizedTest
  @CsvSource({
    "qid, Q0, WRONG_TYPE",
    "qid, Q99999999999999999999, WRONG_TYPE",
    "qid, ' ', MISSING_ID",
    "label, ' ', MISSING_FIELD",
    "label, %20, MISSING_FIELD",
    "types, P31, WRONG_TYPE",
    "redirects, '', MISSING_ID",
  })
  void aWrongFieldRejectsTheEntity(String field, String value, Reason reason) {
    String line =
        LINE.replaceFirst(
            "\"" + field + "\": (\"[^\"]*\"|\\[[^]]*])", "\"" + field + "\": \"" + value + "\"");
    assertThat(line).isNotEqualTo(LINE);
    assertThat(rejection(line).reason()).isEqualTo(reason);
  }

  @Test
  void aTruncatedArrayIsReported() {
    byte[] array = ("[" + LINE + ", " + LINE + "]").getBytes(StandardCharsets.UTF_8);
    for (int length = 0; length < array.length; length += 7) {
      String outcome = "";
      try {
        Iterator<ParsedEntity> entities =
            MimicEntityReader.read(new ByteArrayInputStream(array, 0, length));
        while (entities.hasNext()) {
          outcome += entities.next().fold(accepted -> "a", rejected -> "r");
        }
      } catch (DamagedInputException expected) {
        outcome += "!";
      }
      assertThat(outcome).as("%d bytes", length).matches("a{0,2}!");
    }
  }

  private Rejection rejection(String line) {
    return parser
        .parse(line)
        .fold(
            accepted -> {
              throw new AssertionError("accepted: " + accepted.entity());
            },
            ParsedEntity.Rejected::rejection);
  }
}
